package revenant.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SpareMemorySpec {
  private static final long MEBI = 1 << 20;

  private final Played heap = new Played();
  private final SpareMemory memory = new SpareMemory(heap);

  /// A heap of which 30 MiB are needed, unless said otherwise.
  private static final class Played implements SpareMemory.Heap {
    private long taken = 32 * MEBI;
    private long used = 30 * MEBI;
    private long needed = used;
    private int collections;

    @Override
    public long taken() {
      return taken;
    }

    @Override
    public long used() {
      return used;
    }

    @Override
    public void collect() {
      collections++;
      used = needed;
      taken = needed + 2 * MEBI;
    }

    void work(long bytes) {
      used += bytes;
      taken = Math.max(taken, used);
    }
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) memory.look();
  }

  @Test
  void what_a_busy_time_took_is_given_back_when_little_goes_on() {
    for (int i = 0; i < 100; i++) {
      heap.work(2 * MEBI);
      memory.look();
    }
    assertThat(heap.collections).isZero();
    for (int i = 0; i < 20; i++) {
      heap.work(1000);
      memory.look();
    }
    assertThat(heap.collections).isOne();
    assertThat(heap.taken()).isLessThan(33 * MEBI);
  }

  @Test
  void what_a_start_took_is_given_back() {
    heap.work(100 * MEBI);
    look(20);
    assertThat(heap.collections).isOne();
  }

  @Test
  void while_there_is_work_nobody_waits_for_it() {
    for (int i = 0; i < 100; i++) {
      heap.work(i % 5 == 0 ? 2 * MEBI : 0);
      memory.look();
    }
    assertThat(heap.collections).isZero();
  }

  @Test
  void a_little_more_memory_is_not_worth_it() {
    heap.work(10 * MEBI);
    look(100);
    assertThat(heap.collections).isZero();
  }

  @Test
  void it_is_not_done_again_and_again_where_all_is_needed() {
    heap.needed += 500 * MEBI;
    heap.work(500 * MEBI);
    look(100);
    assertThat(heap.collections).isOne();
  }
}

package revenant.launcher;

/// Gives memory back to the host after a busy time. While there is much to do Java takes more
/// memory rather than look for what nobody needs any more, and keeps it; once little has been going
/// on for a while there is time to look.
final class SpareMemory {
  /// How many times in a row little has to be going on.
  private static final int CALM_LOOKS = 5;

  /// How many bytes little work asks for between two looks.
  private static final long CALM_BYTES = 1 << 20;

  /// How many bytes it must have taken from the host since it looked for garbage last.
  private static final long WORTH_BYTES = 16 << 20;

  /// Where Java keeps its objects.
  interface Heap {
    /// How many bytes it has from the host.
    long taken();

    /// How many of them have objects, also those that nobody needs any more.
    long used();

    /// Removes these, and gives back what is not needed then.
    void collect();
  }

  private final Heap heap;
  private long before;
  private long kept;
  private int calmLooks;

  /// What it has by now stays.
  SpareMemory(Heap heap) {
    this.heap = heap;
    this.kept = heap.taken();
  }

  /// The heap of this process.
  static SpareMemory ofThisProcess() {
    Runtime runtime = Runtime.getRuntime();
    return new SpareMemory(
        new Heap() {
          @Override
          public long taken() {
            return runtime.totalMemory();
          }

          @Override
          public long used() {
            return runtime.totalMemory() - runtime.freeMemory();
          }

          @Override
          public void collect() {
            System.gc();
          }
        });
  }

  /// Has it look; to be called every two seconds or so.
  void look() {
    long used = heap.used();
    long more = used - before;
    before = used;
    calmLooks = more >= 0 && more < CALM_BYTES ? calmLooks + 1 : 0;
    if (calmLooks < CALM_LOOKS || heap.taken() - kept < WORTH_BYTES) return;
    heap.collect();
    kept = heap.taken();
    before = heap.used();
    calmLooks = 0;
  }
}

package revenant.server.journal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import revenant.api.memory.Memory;

/// Memory of which every store is counted.
public final class CountedMemory extends Memory {
  private final Countdown countdown;
  private final ByteBuffer bytes;
  private final Memory memory;
  private final boolean isMarkedFirst;
  private final Deque<Runnable> late = new ArrayDeque<>();

  /// @param isMarkedFirst a defect: bytes arrive after the word that says that they are there
  public CountedMemory(Countdown countdown, ByteBuffer bytes, boolean isMarkedFirst) {
    this.countdown = countdown;
    this.bytes = bytes;
    this.memory = Memory.of(bytes);
    this.isMarkedFirst = isMarkedFirst;
  }

  @Override
  public int size() {
    return memory.size();
  }

  @Override
  public int getInt(int at) {
    return memory.getInt(at);
  }

  @Override
  public long getLong(int at) {
    return memory.getLong(at);
  }

  @Override
  public int getIntAcquire(int at) {
    return memory.getIntAcquire(at);
  }

  @Override
  public void get(int at, ByteBuffer into, int start, int count) {
    memory.get(at, into, start, count);
  }

  @Override
  public ByteBuffer view(int at, int count) {
    return memory.view(at, count);
  }

  @Override
  public void put(int at, byte octet) {
    plain(at, ByteBuffer.allocate(1).put(0, octet));
  }

  @Override
  public void putInt(int at, int value) {
    ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);
    Memory.of(number).putInt(0, value);
    plain(at, number);
  }

  @Override
  public void putLong(int at, long value) {
    ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
    Memory.of(number).putLong(0, value);
    plain(at, number);
  }

  @Override
  public void putIntRelease(int at, int value) {
    countdown.whole(() -> memory.putInt(at, value));
    arriveLate();
  }

  @Override
  public void putLongRelease(int at, long value) {
    countdown.whole(() -> memory.putLong(at, value));
    arriveLate();
  }

  @Override
  public void put(int at, byte[] from, int start, int count) {
    put(at, ByteBuffer.wrap(from), start, count);
  }

  @Override
  public void put(int at, ByteBuffer from, int start, int count) {
    ByteBuffer copy = ByteBuffer.allocate(count).put(0, from, start, count);
    if (isMarkedFirst) late.add(() -> plain(at, copy));
    else plain(at, copy);
  }

  private void arriveLate() {
    while (!late.isEmpty()) late.remove().run();
  }

  private void plain(int at, ByteBuffer what) {
    int count = what.capacity();
    ByteBuffer before = ByteBuffer.allocate(count).put(0, bytes, at, count);
    countdown.plain(
        count,
        (from, to) -> bytes.put(at + from, what, from, to - from),
        () -> bytes.put(at, before, 0, count));
  }
}

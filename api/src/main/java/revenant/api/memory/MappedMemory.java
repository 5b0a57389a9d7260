package revenant.api.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The only memory there is outside of tests, so that calls of it are as cheap as those of a
/// buffer.
final class MappedMemory extends Memory {
  private static final VarHandle INTS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer bytes;

  MappedMemory(ByteBuffer bytes) {
    this.bytes = bytes.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public int size() {
    return bytes.capacity();
  }

  @Override
  public int getInt(int at) {
    return bytes.getInt(at);
  }

  @Override
  public long getLong(int at) {
    return bytes.getLong(at);
  }

  @Override
  public int getIntAcquire(int at) {
    return (int) INTS.getAcquire(bytes, at);
  }

  @Override
  public void get(int at, ByteBuffer into, int start, int count) {
    into.put(start, bytes, at, count);
  }

  @Override
  public ByteBuffer view(int at, int count) {
    return bytes.slice(at, count).asReadOnlyBuffer();
  }

  @Override
  public void put(int at, byte octet) {
    bytes.put(at, octet);
  }

  @Override
  public void putInt(int at, int value) {
    bytes.putInt(at, value);
  }

  @Override
  public void putLong(int at, long value) {
    bytes.putLong(at, value);
  }

  @Override
  public void putIntRelease(int at, int value) {
    INTS.setRelease(bytes, at, value);
  }

  @Override
  public void putLongRelease(int at, long value) {
    LONGS.setRelease(bytes, at, value);
  }

  @Override
  public void put(int at, byte[] from, int start, int count) {
    bytes.put(at, from, start, count);
  }

  @Override
  public void put(int at, ByteBuffer from, int start, int count) {
    bytes.put(at, from, start, count);
  }
}

package revenant.transport.ring.simulated;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import revenant.transport.ring.hypervisor.Futex;
import revenant.transport.ring.hypervisor.Page;

/// A file of one page that processes have in common, as words. No process ever holds anything while
/// it changes a word, so that none can leave one half changed.
final class Shared {
  private static final VarHandle INTS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer bytes;
  private final long address;

  private Shared(ByteBuffer bytes) {
    this.bytes = bytes;
    this.address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
  }

  /// Makes a file of zeros.
  static void create(Path file) throws IOException {
    Files.write(file, new byte[Page.BYTES]);
  }

  static Shared map(Path file) throws IOException {
    return new Shared(bytes(file));
  }

  /// The memory of a file that is there for as long as the answer is.
  static ByteBuffer bytes(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      return channel.map(MapMode.READ_WRITE, 0, Page.BYTES);
    }
  }

  int number(int place) {
    return (int) INTS.getVolatile(bytes, place);
  }

  void flag(int place, int flags) {
    INTS.getAndBitwiseOr(bytes, place, flags);
  }

  void unflag(int place, int flags) {
    INTS.getAndBitwiseAnd(bytes, place, ~flags);
  }

  long word(int place) {
    return (long) LONGS.getVolatile(bytes, place);
  }

  void set(int place, long word) {
    LONGS.setVolatile(bytes, place, word);
  }

  /// Adds one to the word, and answers what it is then.
  long next(int place) {
    return (long) LONGS.getAndAdd(bytes, place, 1L) + 1;
  }

  /// Sets one of the 64 bits of a word.
  void raise(int place, int bit) {
    LONGS.getAndBitwiseOr(bytes, place, 1L << bit);
  }

  void lower(int place, int bit) {
    LONGS.getAndBitwiseAnd(bytes, place, ~(1L << bit));
  }

  /// Takes all bits of a word.
  long take(int place) {
    return (long) LONGS.getAndSet(bytes, place, 0L);
  }

  /// Sleeps in the kernel until [#ring], unless the bell has been rung since it read `rings`.
  void sleep(int bell, int rings) {
    Futex.sleep(address + bell, rings);
  }

  /// Wakes whoever sleeps at this bell. Always asks the kernel, whatever it believes of the other
  /// end: a process may have died between changing a word and saying so.
  void ring(int bell) {
    INTS.getAndAdd(bytes, bell, 1);
    Futex.wake(address + bell);
  }
}

package revenant.transport.socket.batch;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// Reads or writes of many sockets that are made together, by one call of the kernel. To enter the
/// kernel and to leave it takes longer than to move a packet, and more so where that is done by way
/// of a hypervisor, as in a control domain.
///
/// One thread at a time.
public final class Batch {
  /// How many calls are made together at most.
  public static final int CALLS = 64;

  /// How many bytes one moves at most.
  public static final int BYTES = 8 << 10;

  /// The result of a call that would have had to wait.
  public static final int LATER = -11;

  /// The system property that has [#open] find none.
  public static final String OFF = "revenant.batch.off";

  private static final int OPERATION_SEND = 26;
  private static final int OPERATION_RECEIVE = 27;
  private static final int DONT_WAIT = 0x40;
  private static final int NO_SIGNAL = 0x4000;

  private final Uring uring;
  private final Method descriptor;
  private final ByteBuffer[] bytes = new ByteBuffer[CALLS];
  private final int[] results = new int[CALLS];
  private final long address;
  private int size;

  private Batch(Uring uring, Method descriptor) {
    this.uring = uring;
    this.descriptor = descriptor;
    ByteBuffer all = ByteBuffer.allocateDirect(CALLS * BYTES);
    address = Pointer.nativeValue(Native.getDirectBufferPointer(all));
    for (int i = 0; i < CALLS; i++) bytes[i] = all.slice(i * BYTES, BYTES);
  }

  /// A batch, or none where this kernel has no io_uring(7), forbids it, this Java does not tell the
  /// number of a socket, or JNA has no native part for this processor.
  public static Optional<Batch> open() {
    if (Boolean.getBoolean(OFF)) return Optional.empty();
    try {
      return descriptor()
          .flatMap(method -> Uring.open(CALLS).map(uring -> new Batch(uring, method)));
    } catch (LinkageError _) {
      return Optional.empty();
    }
  }

  private static Optional<Method> descriptor() {
    try {
      Class<?> type = Class.forName("sun.nio.ch.SelChImpl");
      boolean isOpen = type.getModule().isExported(type.getPackageName(), Batch.class.getModule());
      return isOpen ? Optional.of(type.getMethod("getFDVal")) : Optional.empty();
    } catch (ReflectiveOperationException _) {
      return Optional.empty();
    }
  }

  /// The number that the kernel has for a socket, until that is closed. A channel that is
  /// registered with a selector keeps it until the next select.
  public int number(SocketChannel channel) {
    try {
      return (int) descriptor.invoke(channel);
    } catch (IllegalAccessException | InvocationTargetException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Whether nothing more can be added before [#make].
  public boolean isFull() {
    return size == CALLS;
  }

  /// Adds that what has arrived at a socket is read, `count` bytes and [#BYTES] at most.
  ///
  /// @return the number of the call
  public int receive(int socket, int count) {
    int call = size++;
    uring.add(OPERATION_RECEIVE, socket, addressOf(call), Math.min(count, BYTES), DONT_WAIT, call);
    return call;
  }

  /// Adds that a copy of `sent` is written to a socket, as much as there is room for.
  ///
  /// @param sent at most [#BYTES]
  /// @return the number of the call
  public int send(int socket, ByteBuffer sent) {
    int call = size++;
    int length = sent.remaining();
    bytes[call].clear().put(sent).flip();
    uring.add(OPERATION_SEND, socket, addressOf(call), length, DONT_WAIT | NO_SIGNAL, call);
    return call;
  }

  private long addressOf(int call) {
    return address + (long) call * BYTES;
  }

  /// Makes all calls that were added; what came of them can be asked until one is added again.
  public void make() {
    uring.make(results);
    size = 0;
  }

  /// How many bytes a call moved; negative for an error, the number of which it is.
  public int result(int call) {
    return results[call];
  }

  /// How many bytes a call has read; -1 if no more will come.
  public int arrived(int call) {
    int count = results[call];
    return count > 0 ? count : count == LATER ? 0 : -1;
  }

  /// The bytes of a call: those that were read if it did, or all that were to be written.
  public ByteBuffer bytes(int call) {
    return bytes[call];
  }

  /// The bytes that a call has read.
  public ByteBuffer received(int call) {
    return bytes[call].clear().limit(Math.max(0, results[call]));
  }
}

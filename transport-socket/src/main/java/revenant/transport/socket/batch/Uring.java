package revenant.transport.socket.batch;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// Two rings shared with the kernel, io_uring(7): calls go in, results come out, and one system
/// call makes them all. Used for calls only that never wait, so that none is under way when it
/// returns: nothing has to be cancelled, and no file is held open by the kernel after this process
/// died.
///
/// One thread at a time.
final class Uring {
  private static final long SETUP = 425;
  private static final long ENTER = 426;
  private static final long ENTER_GETEVENTS = 1;
  private static final int FEATURE_SINGLE_MMAP = 1;
  private static final long OFFSET_OF_CALLS = 0x10000000L;

  private static final int CALL_BYTES = 64;
  private static final int RESULT_BYTES = 16;

  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int EBUSY = 16;

  private static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  /// Where things are in `struct io_uring_params`, and in the rings.
  private static final class Layout {
    static final int BYTES = 120;
    static final int RESULTS = 4;
    static final int FEATURES = 20;
    static final int CALLS_TAIL = 40 + 4;
    static final int CALLS_ARRAY = 40 + 24;
    static final int RESULTS_HEAD = 80;
    static final int RESULTS_TAIL = 80 + 4;
    static final int RESULTS_ARRAY = 80 + 20;

    private Layout() {}
  }

  private final int file;
  private final ByteBuffer rings;
  private final ByteBuffer calls;
  private final int mask;
  private final int resultsMask;
  private final int callsTail;
  private final int resultsHead;
  private final int resultsTail;
  private final int resultsArray;
  private int tail;
  private int head;
  private int waiting;

  private Uring(int file, ByteBuffer rings, ByteBuffer calls, Memory layout, int count) {
    this.file = file;
    this.rings = rings.order(ByteOrder.nativeOrder());
    this.calls = calls.order(ByteOrder.nativeOrder());
    this.mask = count - 1;
    this.resultsMask = layout.getInt(Layout.RESULTS) - 1;
    this.callsTail = layout.getInt(Layout.CALLS_TAIL);
    this.resultsHead = layout.getInt(Layout.RESULTS_HEAD);
    this.resultsTail = layout.getInt(Layout.RESULTS_TAIL);
    this.resultsArray = layout.getInt(Layout.RESULTS_ARRAY);
    for (int i = 0; i < count; i++) rings.putInt(layout.getInt(Layout.CALLS_ARRAY) + 4 * i, i);
  }

  /// Rings for `count` calls at a time, or none where the kernel has none or lets nobody use them.
  ///
  /// @param count a power of two
  static Optional<Uring> open(int count) {
    try (Memory layout = new Memory(Layout.BYTES)) {
      layout.clear();
      int file = (int) LibC.syscall(SETUP, count, Pointer.nativeValue(layout), 0, 0, 0, 0);
      if (file < 0) return Optional.empty();
      Optional<Uring> mapped = map(file, layout, count);
      if (mapped.isEmpty()) LibC.close(file);
      return mapped;
    }
  }

  private static Optional<Uring> map(int file, Memory layout, int count) {
    if ((layout.getInt(Layout.FEATURES) & FEATURE_SINGLE_MMAP) == 0) return Optional.empty();
    int size =
        Math.max(
            layout.getInt(Layout.CALLS_ARRAY) + 4 * count,
            layout.getInt(Layout.RESULTS_ARRAY) + RESULT_BYTES * layout.getInt(Layout.RESULTS));
    Pointer rings = map(file, size, 0);
    Pointer calls = map(file, CALL_BYTES * count, OFFSET_OF_CALLS);
    if (isNothing(rings) || isNothing(calls)) return Optional.empty();
    return Optional.of(
        new Uring(
            file,
            rings.getByteBuffer(0, size),
            calls.getByteBuffer(0, (long) CALL_BYTES * count),
            layout,
            count));
  }

  private static Pointer map(int file, int length, long offset) {
    int protection = LibC.PROT_READ | LibC.PROT_WRITE;
    int flags = LibC.MAP_SHARED | LibC.MAP_POPULATE;
    return LibC.mmap(Pointer.NULL, length, protection, flags, file, offset);
  }

  private static boolean isNothing(Pointer mapped) {
    return Pointer.nativeValue(mapped) == -1;
  }

  /// Adds a call, as many as there is room for between two [#make].
  ///
  /// @param operation its number (IORING_OP_*)
  /// @param address of the bytes
  /// @param flags such that it never waits
  /// @param tag comes back with the result
  void add(int operation, int socket, long address, int length, int flags, int tag) {
    int at = (tail++ & mask) * CALL_BYTES;
    calls.putInt(at, operation);
    calls.putInt(at + 4, socket);
    calls.putLong(at + 16, address);
    calls.putInt(at + 24, length);
    calls.putInt(at + 28, flags);
    calls.putLong(at + 32, tag);
    waiting++;
  }

  /// Makes all calls that were added, and puts down what each answered: the number of bytes, or the
  /// negative number of an error.
  ///
  /// @param results by tag
  /// @throws IllegalStateException if the kernel refuses, which it has no reason for
  void make(int[] results) {
    WORDS.setRelease(rings, callsTail, tail);
    int missing = waiting;
    while (missing > 0) {
      enter(missing);
      int end = (int) WORDS.getAcquire(rings, resultsTail);
      for (; head != end; head++, missing--) {
        int at = resultsArray + (head & resultsMask) * RESULT_BYTES;
        results[(int) rings.getLong(at)] = rings.getInt(at + 8);
      }
      WORDS.setRelease(rings, resultsHead, head);
    }
  }

  /// The kernel takes of `waiting` what it has not taken yet, and sees to it that `missing` results
  /// are there.
  private void enter(int missing) {
    long taken = LibC.syscall(ENTER, file, waiting, missing, ENTER_GETEVENTS, 0, 0);
    if (taken >= 0) waiting -= (int) taken;
    else if (!isPassing(Native.getLastError()))
      throw new IllegalStateException("io_uring_enter: errno " + Native.getLastError());
  }

  private static boolean isPassing(int errno) {
    return errno == EINTR || errno == EAGAIN || errno == EBUSY;
  }
}

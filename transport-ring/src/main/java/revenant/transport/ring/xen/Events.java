package revenant.transport.ring.xen;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import revenant.transport.ring.hypervisor.Errno;
import revenant.transport.ring.hypervisor.HypervisorException;
import revenant.transport.ring.hypervisor.LibC;

/// The notifications of all local ports, and a way to be woken without one.
final class Events {
  private static final int POLLFD_BYTES = 8;
  private static final int EVENTS = 4;
  private static final int ANSWER = 6;
  private static final short POLLIN = 1;
  private static final int COUNTER_BYTES = 8;

  private final long channels;
  private final int bell;
  private final Memory files = new Memory(2 * POLLFD_BYTES);

  Events(long channels) throws IOException {
    this.channels = channels;
    this.bell = LibC.eventfd(0, LibC.O_CLOEXEC);
    if (bell < 0) throw new IOException("no eventfd: " + Errno.last());
    int told = EventChannels.xenevtchn_fd(channels);
    LibC.fcntl(told, LibC.F_SETFL, LibC.fcntl(told, LibC.F_GETFL, 0) | LibC.O_NONBLOCK);
    watch(0, told);
    watch(1, bell);
  }

  private void watch(int index, int file) {
    files.setInt((long) index * POLLFD_BYTES, file);
    files.setShort((long) index * POLLFD_BYTES + EVENTS, POLLIN);
  }

  int await(int[] ports) throws HypervisorException {
    while (LibC.poll(Pointer.nativeValue(files), 2, -1) < 0) {
      if (!Errno.last().equals("EINTR")) throw failure("poll");
    }
    if (isReadable(1)) LibC.read(bell, new byte[COUNTER_BYTES], COUNTER_BYTES);
    return isReadable(0) ? poll(ports) : 0;
  }

  /// A port that is told is masked until somebody unmasks it.
  int poll(int[] ports) throws HypervisorException {
    for (int count = 0; count < ports.length; count++) {
      int port = EventChannels.xenevtchn_pending(channels);
      if (port < 0) return end(count);
      ports[count] = port;
    }
    return ports.length;
  }

  private static int end(int count) throws HypervisorException {
    String errno = Errno.last();
    if (errno.equals("EAGAIN") || errno.equals("EINTR")) return count;
    throw failure("xenevtchn_pending");
  }

  void unmask(int port) {
    EventChannels.xenevtchn_unmask(channels, port);
  }

  void wake() {
    byte[] one = new byte[COUNTER_BYTES];
    one[0] = 1;
    LibC.write(bell, one, COUNTER_BYTES);
  }

  void close() {
    LibC.close(bell);
  }

  private boolean isReadable(int index) {
    return (files.getShort((long) index * POLLFD_BYTES + ANSWER) & POLLIN) != 0;
  }

  private static HypervisorException failure(String what) {
    return new HypervisorException(Errno.last(), what);
  }
}

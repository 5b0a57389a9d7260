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
    watch(0, EventChannels.xenevtchn_fd(channels));
    watch(1, bell);
  }

  private void watch(int index, int file) {
    files.setInt((long) index * POLLFD_BYTES, file);
    files.setShort((long) index * POLLFD_BYTES + EVENTS, POLLIN);
  }

  /// Each port is unmasked before it is told, so that what comes while it is looked at is told
  /// again.
  int await(int[] ports) throws HypervisorException {
    poll(2, -1);
    boolean isWoken = isReadable(1);
    if (isWoken) LibC.read(bell, new byte[COUNTER_BYTES], COUNTER_BYTES);
    int count = 0;
    while (count < ports.length && isReadable(0)) {
      int port = EventChannels.xenevtchn_pending(channels);
      if (port < 0) throw failure("xenevtchn_pending");
      EventChannels.xenevtchn_unmask(channels, port);
      ports[count++] = port;
      if (count < ports.length) poll(1, 0);
    }
    return count;
  }

  void wake() {
    byte[] one = new byte[COUNTER_BYTES];
    one[0] = 1;
    LibC.write(bell, one, COUNTER_BYTES);
  }

  void close() {
    LibC.close(bell);
  }

  private void poll(int count, int timeoutMillis) throws HypervisorException {
    while (LibC.poll(Pointer.nativeValue(files), count, timeoutMillis) < 0) {
      if (!Errno.last().equals("EINTR")) throw failure("poll");
    }
  }

  private boolean isReadable(int index) {
    return (files.getShort((long) index * POLLFD_BYTES + ANSWER) & POLLIN) != 0;
  }

  private static HypervisorException failure(String what) {
    return new HypervisorException(Errno.last(), what);
  }
}

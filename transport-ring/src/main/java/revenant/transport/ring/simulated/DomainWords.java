package revenant.transport.ring.simulated;

import java.io.IOException;
import java.nio.file.Path;

/// What the host knows of a domain, shared by all processes: who it is, how it is, and its event
/// channels. Like Xen's it outlives every process that uses it.
///
/// @param words of the file
record DomainWords(Shared words) {
  /// The domain has shut down.
  static final int SHUTDOWN = 1;

  /// It is being taken apart.
  static final int DYING = 2;

  /// It does not run for now.
  static final int PAUSED = 4;

  /// How many event channels it can have; the first has no number 0.
  static final int PORTS_MAX = 64;

  /// An event channel that whoever runs the store may bind. Otherwise 0, or a [Binding].
  static final long UNBOUND = 1;

  private static final int IDENTITY = 0;
  private static final int FLAGS = 8;
  private static final int BELL = 12;
  private static final int PENDING = 16;
  private static final int PORTS = 64;

  static DomainWords map(Path folder) throws IOException {
    return new DomainWords(Shared.map(folder.resolve("words")));
  }

  static void create(Path folder, long identity) throws IOException {
    Shared.create(folder.resolve("words"));
    map(folder).words.set(IDENTITY, identity);
  }

  long identity() {
    return words.word(IDENTITY);
  }

  boolean is(int flags) {
    return (words.number(FLAGS) & flags) != 0;
  }

  /// Who plays the domain notices at once.
  void become(int flags) {
    words.flag(FLAGS, flags);
    words.ring(BELL);
  }

  void cease(int flags) {
    words.unflag(FLAGS, flags);
    words.ring(BELL);
  }

  long port(int port) {
    return port > 0 && port < PORTS_MAX ? words.word(PORTS + Long.BYTES * port) : 0;
  }

  void port(int port, long state) {
    words.set(PORTS + Long.BYTES * port, state);
  }

  /// Notifies the domain, which need not be awake, or run at all.
  void raise(int port) {
    words.raise(PENDING, port);
    words.ring(BELL);
  }

  /// Takes the notifications of all ports. To look is cheap if there are none.
  long pending() {
    return words.word(PENDING) == 0 ? 0 : words.take(PENDING);
  }

  int rings() {
    return words.number(BELL);
  }

  /// Sleeps until something of the above happens, if nothing has since it read `rings`.
  void sleep(int rings) {
    words.sleep(BELL, rings);
  }
}

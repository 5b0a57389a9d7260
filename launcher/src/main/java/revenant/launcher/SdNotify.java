package revenant.launcher;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Tells systemd how the daemon is, over the datagram socket that `NOTIFY_SOCKET` names. Without
/// that variable it does nothing and loads nothing.
final class SdNotify {
  private final Optional<Datagrams> sender;

  /// How long to be silent between two signs of life: a quarter of what systemd waits for.
  private final OptionalLong heartbeatNanos;

  private long heartbeatLast = System.nanoTime();

  private SdNotify(Optional<Datagrams> sender, OptionalLong heartbeatNanos) {
    this.sender = sender;
    this.heartbeatNanos = heartbeatNanos;
  }

  static SdNotify of(Map<String, String> variables) {
    Optional<Datagrams> sender =
        Optional.ofNullable(variables.get("NOTIFY_SOCKET")).flatMap(Datagrams::to);
    return new SdNotify(sender, sender.isPresent() ? heartbeat(variables) : OptionalLong.empty());
  }

  /// Says that clients are served, by this process.
  void ready(String status) {
    long pid = ProcessHandle.current().pid();
    send("READY=1\nMAINPID=" + pid + "\nSTATUS=" + status.replace('\n', ' '));
  }

  /// Says that the loop is well. May be called as often as the loop likes.
  void heartbeat() {
    if (heartbeatNanos.isEmpty()) return;
    long now = System.nanoTime();
    if (now - heartbeatLast < heartbeatNanos.getAsLong()) return;
    heartbeatLast = now;
    send("WATCHDOG=1");
  }

  /// How often to call [#heartbeat()] at least.
  long heartbeatMillis() {
    return Math.max(1, heartbeatNanos.orElse(Long.MAX_VALUE) / 1_000_000);
  }

  /// Says that the daemon is about to end.
  void stopping() {
    send("STOPPING=1");
  }

  private void send(String message) {
    sender.ifPresent(there -> there.send(message));
  }

  /// `WATCHDOG_PID` is whom systemd started, which is another process if the daemon was detached:
  /// it is the main process all the same once it has said so.
  private static OptionalLong heartbeat(Map<String, String> variables) {
    try {
      long micros = Long.parseLong(variables.getOrDefault("WATCHDOG_USEC", ""));
      return micros > 0 ? OptionalLong.of(micros * 1000 / 4) : OptionalLong.empty();
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }
}

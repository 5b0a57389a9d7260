package revenant.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What systemd hears, over a real datagram socket.
class SdNotifySpec {
  private static final long PID = ProcessHandle.current().pid();
  @TempDir private Path folder;

  @Test
  void it_hears_who_is_ready_and_what_it_is_about() {
    String name = folder.resolve("notify").toString();
    try (var systemd = new DatagramReceiver(name)) {
      SdNotify.of(Map.of("NOTIFY_SOCKET", name)).ready("socket /s");
      assertThat(systemd.next()).isEqualTo("READY=1\nMAINPID=" + PID + "\nSTATUS=socket /s");
      assertThat(systemd.next()).isEmpty();
    }
  }

  @Test
  void it_may_listen_in_the_abstract_namespace() {
    String name = "@revenant-test-" + PID;
    try (var systemd = new DatagramReceiver(name)) {
      SdNotify.of(Map.of("NOTIFY_SOCKET", name)).stopping();
      assertThat(systemd.next()).isEqualTo("STOPPING=1");
    }
  }

  @Test
  void it_hears_signs_of_life_at_a_bounded_rate() throws InterruptedException {
    String name = folder.resolve("notify").toString();
    try (var systemd = new DatagramReceiver(name)) {
      SdNotify notify = SdNotify.of(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "200000"));
      notify.heartbeat();
      assertThat(systemd.next()).isEmpty();
      Thread.sleep(60);
      notify.heartbeat();
      notify.heartbeat();
      assertThat(systemd.next()).isEqualTo("WATCHDOG=1");
      assertThat(systemd.next()).isEmpty();
    }
  }

  @Test
  void without_a_watchdog_there_are_no_signs_of_life() {
    String name = folder.resolve("notify").toString();
    try (var systemd = new DatagramReceiver(name)) {
      SdNotify.of(Map.of("NOTIFY_SOCKET", name)).heartbeat();
      SdNotify.of(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "soon")).heartbeat();
      assertThat(systemd.next()).isEmpty();
    }
  }

  @Test
  void without_systemd_nothing_happens() {
    SdNotify.of(Map.of()).ready("x");
    SdNotify.of(Map.of("NOTIFY_SOCKET", "")).ready("x");
    SdNotify.of(Map.of("NOTIFY_SOCKET", "vsock:2:1234")).ready("x");
    SdNotify.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(200))).ready("x");
    SdNotify.of(Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString())).ready("x");
  }
}

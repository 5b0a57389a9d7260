package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import revenant.server.wire.RequestType;

/// CONTROL: what `xenstore-control` asks of the daemon.
final class ControlSpec {
  private final Store store = Store.fresh();
  private final Client dom0 = store.socket();

  @Test
  void help_names_every_command() {
    assertThat(dom0.control("help").lines().map(line -> line.replaceAll(" .*", "")))
        .containsExactly(
            "check", "help", "log", "logfile", "memreport", "print", "quota", "quota-soft");
    assertThat(dom0.control("help", "me")).isEqualTo("EINVAL");
  }

  @Test
  void a_check_counts_everything_again() {
    dom0.write("/a/b", "");
    assertThat(dom0.control("check")).isEqualTo("OK");
    assertThat(dom0.control("check", "x")).isEqualTo("EINVAL");
    assertThat(store.effects).isEmpty();
  }

  @Test
  void logging_goes_on_and_off() {
    assertThat(dom0.control("log", "off")).isEqualTo("OK");
    assertThat(store.state().logging().isOn()).isFalse();
    assertThat(dom0.control("log", "on")).isEqualTo("OK");
    assertThat(store.state().logging().isOn()).isTrue();
  }

  @Test
  void log_switches_are_shown_and_set() {
    assertThat(dom0.control("log", "-obj")).isEqualTo("OK");
    assertThat(dom0.control("log", "+acc")).isEqualTo("OK");
    assertThat(dom0.control("log", "-acc")).isEqualTo("OK");
    assertThat(dom0.control("log"))
        .isEqualTo(
            """
            Log switch settings:
            obj     : off
            io      : on
            wrl     : off
            acc     : off
            tdb     : off
            """);
  }

  @Test
  void there_are_no_other_log_switches() {
    assertThat(dom0.control("log", "+other")).isEqualTo("EINVAL");
    assertThat(dom0.control("log", "io")).isEqualTo("EINVAL");
    assertThat(dom0.control("log", "")).isEqualTo("EINVAL");
    assertThat(dom0.control("log", "on", "off")).isEqualTo("EINVAL");
  }

  @Test
  void a_log_file_is_named_and_logging_goes_on() {
    dom0.control("log", "off");
    assertThat(dom0.control("logfile", "/var/log/xenstored.log")).isEqualTo("OK");
    assertThat(store.state().logging().file()).isEqualTo("/var/log/xenstored.log");
    assertThat(store.state().logging().isOn()).isTrue();
    assertThat(dom0.control("logfile")).isEqualTo("EINVAL");
  }

  @Test
  void memory_is_reported_into_a_file_or_the_log() {
    assertThat(dom0.control("memreport")).isEqualTo("OK");
    assertThat(dom0.control("memreport", "/tmp/report")).isEqualTo("OK");
    assertThat(store.effects)
        .containsExactly(new Effect.MemoryReport(""), new Effect.MemoryReport("/tmp/report"));
    assertThat(dom0.control("memreport", "a", "b")).isEqualTo("EINVAL");
  }

  @Test
  void the_operator_is_told_something() {
    assertThat(dom0.control("print", "hello")).isEqualTo("OK");
    assertThat(store.effects).containsExactly(new Effect.Print("control: hello"));
    assertThat(dom0.control("print")).isEqualTo("EINVAL");
    assertThat(dom0.control("print", "a", "b")).isEqualTo("EINVAL");
  }

  @Test
  void limits_are_shown() {
    assertThat(dom0.control("quota"))
        .isEqualTo(
            """
            Quota settings:
            nodes            :     1000 Nodes per domain
            watches          :      128 Watches per domain
            outstanding      :       20 Outstanding requests per domain
            memory           :  2621440 Total Xenstore memory per domain
            transactions     :       10 Active transactions per domain
            transaction-nodes:     1024 Max. number of accessed nodes per transaction
            node-permissions :        5 Max. number of permissions per node
            path-max         :     2048 Max. length of a node path
            node-size        :     2048 Max. size of a node
            """);
    assertThat(dom0.control("quota-soft"))
        .isEqualTo(
            "Quota settings:\nmemory           :  2097152 Total Xenstore memory per domain\n");
  }

  @Test
  void limits_are_set() {
    assertThat(dom0.control("quota", "set", "nodes", "7")).isEqualTo("OK");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "nodes")).isEqualTo("7");
    assertThat(dom0.control("quota-soft", "set", "memory", "9")).isEqualTo("OK");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "soft-memory")).isEqualTo("9");
  }

  @Test
  void limits_are_set_by_their_names_to_a_number_above_0() {
    assertThat(dom0.control("quota", "set", "other", "7")).isEqualTo("EINVAL");
    assertThat(dom0.control("quota", "set", "nodes", "0")).isEqualTo("EINVAL");
    assertThat(dom0.control("quota", "set", "nodes", "x")).isEqualTo("EINVAL");
    assertThat(dom0.control("quota", "set", "nodes")).isEqualTo("EINVAL");
    assertThat(dom0.control("quota", "set", "soft-memory", "1")).isEqualTo("EINVAL");
    assertThat(dom0.control("quota-soft", "set", "nodes", "1")).isEqualTo("EINVAL");
    assertThat(dom0.control("quota-soft", "1")).isEqualTo("EINVAL");
  }

  @Test
  void what_a_domain_takes_is_shown() {
    Client guest = store.guest(1);
    guest.mkdir("x");
    guest.watch("x", "tok");
    guest.start();
    assertThat(dom0.control("quota", "1"))
        .isEqualTo(
            """
            Domain 1:
            nodes            :        2
            watches          :        1
            transactions     :        1
            memory           :       70
            """);
    assertThat(dom0.control("quota", "9")).isEqualTo("ENOENT");
    assertThat(dom0.control("quota", "x")).isEqualTo("EINVAL");
  }

  @Test
  void live_update_says_that_there_is_none() {
    assertThat(dom0.control("live-update", "-s"))
        .isEqualTo(
            "live-update is not supported: kill the daemon and start the new one, nothing is lost");
  }

  @Test
  void any_other_command_is_refused() {
    assertThat(dom0.control("other")).isEqualTo("EINVAL");
    assertThat(dom0.control("")).isEqualTo("EINVAL");
    assertThat(Client.text(dom0.send(RequestType.CONTROL, ""))).isEqualTo("EINVAL");
    assertThat(Client.text(dom0.send(RequestType.CONTROL, "check"))).isEqualTo("EINVAL");
  }

  @Test
  void only_the_control_domain_controls() {
    assertThat(store.guest(1).control("check")).isEqualTo("EACCES");
  }

  @Test
  void settings_survive_a_crash() {
    dom0.control("log", "+io");
    store.crash();
    assertThat(store.socket().control("log")).contains("io      : on");
  }
}

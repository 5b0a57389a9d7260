package revenant.xen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// Without a socket all of dom0 uses the ring of dom0's kernel, and nobody there has to be
/// restarted.
class RingsAloneIT extends HostStory {
  @Override
  String options() {
    return "--transport=ring";
  }

  @Override
  String socket() {
    return "no socket";
  }

  @Override
  void help() throws IOException, InterruptedException {
    host.log("flight.log").await("^ended with 0$");
    host.run("xenstore-write /test/after 1");
    host.log("watch.log").await("^/test/after$");
  }

  @Test
  @Order(11)
  void nothing_was_restarted() throws IOException, InterruptedException {
    assertThat(host.run("pidof xenconsoled")).as("xenconsoled").isEqualTo(consoleDaemon);
  }
}

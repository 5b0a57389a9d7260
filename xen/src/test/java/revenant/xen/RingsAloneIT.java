package revenant.xen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

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
  void help(Programs before) throws IOException, InterruptedException {
    host.log("flight.log").await("^ended with 0$");
    assertThat(programs()).as("the processes").isEqualTo(before);
    assertThat(host.run("pidof xenstore-watch")).as("the watch").isEqualTo(watch);
  }
}

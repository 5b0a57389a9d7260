package revenant.xen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/// What a daemon on a Xen host does unless it is told otherwise: guests have rings, and dom0's
/// tools a socket, whose clients have to be restarted.
class SocketAndRingsIT extends HostStory {
  private int domid;

  @Override
  String options() {
    return "";
  }

  @Override
  String socket() {
    return "socket";
  }

  /// After the first crash this is the guest that was there, after the second the one that came
  /// since: the script waits for the first itself by then.
  @Override
  void help(Programs before) throws IOException, InterruptedException {
    assertThat(host.run("/revenant/bin/restart-socket-clients").lines())
        .as("what the script did")
        .containsExactlyInAnyOrder(
            "xenconsoled, process " + before.xenconsoled() + ": restarted",
            "xl, process %s: replaced, waits for the end of domain %d"
                .formatted(before.xl(), ++domid),
            "xenstore-watch, process " + watch + ": ended");
    assertThat(host.run("/revenant/bin/restart-socket-clients")).as("what is left to do").isEmpty();
    watch();
  }
}

package revenant.xen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/// What a daemon on a Xen host does unless it is told otherwise: guests have rings, and dom0's
/// tools a socket, whose clients have to be restarted.
class SocketAndRingsIT extends HostStory {
  @Override
  String options() {
    return "";
  }

  @Override
  String socket() {
    return "socket";
  }

  @Override
  void help() throws IOException, InterruptedException {
    String xl = host.run("pidof xl");
    host.run("kill $(pidof xenstore-watch)"); // it would hear nothing more
    host.run("setsid xenstore-watch /test > /share/watch.log 2>&1 &");
    host.log("watch.log").await("^/test$");
    assertThat(host.run("/revenant/bin/restart-socket-clients").lines())
        .as("what the script did")
        .containsExactlyInAnyOrder(
            "xenconsoled, process " + consoleDaemon + ": restarted",
            "xl, process " + xl + ": replaced, waits for the end of domain 1");
    assertThat(host.run("/revenant/bin/restart-socket-clients")).as("what is left to do").isEmpty();
    host.run("xenstore-write /test/after 1");
    host.log("watch.log").await("^/test/after$");
  }
}

package revenant.launcher.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import revenant.testkit.client.Operation;
import revenant.testkit.client.XenstoreClient;
import revenant.testkit.process.Daemon;
import revenant.transport.ring.simulated.Packet;
import revenant.transport.ring.simulated.SimulatedGuest;

/// A guest that does whatever makes the server keep something: its limits stop it before the heap,
/// which is as large as the distribution says, and others are served.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GreedyGuestIT extends OnSimulatedHost {
  private static final int GREEDY = 5;
  private static final int MODEST = 6;
  private static final int NEVER_REFUSED = 20_000;
  private static final int WRITES = 1600;
  private static final int LOOKS = 1100;
  private static final int NOT_TAKEN = 400;
  private static final String VALUE = "v".repeat(1900);
  private static final String DEEP = "/a".repeat(1000);
  private static final String TOKEN = "t".repeat(2000);

  // Run by its name, this is in the launcher's module, which knows no plug-in.
  static {
    ModuleLayer.boot()
        .findModule("revenant.transport.ring")
        .ifPresent(ring -> GreedyGuestIT.class.getModule().addReads(ring));
  }

  @Test
  void its_limits_stop_it_before_the_heap_does() throws Exception {
    Daemon daemon = start(setup);
    guests.finish(GREEDY, "create");
    guests.finish(MODEST, "create");
    try (SimulatedGuest greedy = SimulatedGuest.open(guests.host(), GREEDY);
        SimulatedGuest modest = SimulatedGuest.open(guests.host(), MODEST)) {
      greedy.reconnect();
      modest.reconnect();
      List<Integer> transactions = transactions(greedy);
      for (int each : transactions) lookAround(greedy, each);
      assertServes(daemon, modest, "paths looked at in transactions");
      for (int each : transactions) assertThat(written(greedy, each)).isLessThan(WRITES);
      assertServes(daemon, modest, "writes in transactions");
      takeNothing(greedy);
      assertServes(daemon, modest, "events not taken");
      daemon.kill9();
      daemon = start(setup);
      takeAll(greedy);
      // No driver bears an error here: what is above the limits is answered OK and not kept.
      for (int each : transactions) assertThat(written(greedy, each)).isEqualTo(WRITES);
      for (int each : transactions) lookAround(greedy, each);
      assertServes(daemon, modest, "doomed transactions");
      ask(greedy, Operation.RESET_WATCHES, 0, "\0");
      untilRefused("watches", i -> ask(greedy, Operation.WATCH, 0, i + DEEP + "\0" + TOKEN + "\0"));
      assertServes(daemon, modest, "watches");
      ask(greedy, Operation.RESET_WATCHES, 0, "\0");
      untilRefused("nodes", i -> ask(greedy, Operation.WRITE, 0, "data/" + i + "\0" + VALUE));
      assertServes(daemon, modest, "nodes");
      sendHalf(greedy);
      assertServes(daemon, modest, "half a packet");
    }
    assertThat(daemon.isAlive()).isTrue();
    assertThat(setup.err()).doesNotContain("fatal").doesNotContain("OutOfMemory");
  }

  private interface Attempt {
    Packet number(int i) throws IOException;
  }

  private static void untilRefused(String what, Attempt attempt) throws IOException {
    for (int i = 0; i < NEVER_REFUSED; i++) {
      Packet answer = attempt.number(i);
      if (answer.type() != Packet.ERROR) continue;
      assertThat(answer.text()).as(what).isEqualTo("ENOSPC\0");
      System.out.println("greedy guest: " + i + " " + what);
      assertThat(i).as(what).isPositive();
      return;
    }
    throw new AssertionError("never refused: " + what);
  }

  /// As many transactions as it may have.
  private static List<Integer> transactions(SimulatedGuest guest) throws IOException {
    List<Integer> ids = new ArrayList<>();
    untilRefused(
        "transactions",
        i -> {
          Packet answer = ask(guest, Operation.TRANSACTION_START, 0, "\0");
          String id = answer.text().replace("\0", "");
          if (answer.type() != Packet.ERROR) ids.add(Integer.parseInt(id));
          return answer;
        });
    return ids;
  }

  /// How much of more than fits is taken in one transaction.
  private static int written(SimulatedGuest guest, int transaction) throws IOException {
    for (int i = 0; i < WRITES; i++) {
      String request = "data/" + transaction + "-" + i + "\0" + VALUE;
      if (ask(guest, Operation.WRITE, transaction, request).type() == Packet.ERROR) return i;
    }
    return WRITES;
  }

  /// Asks for nodes that are not there, at paths of as many names as there may be.
  private static void lookAround(SimulatedGuest guest, int transaction) throws IOException {
    for (int i = 0; i < LOOKS; i++) {
      Packet answer = ask(guest, Operation.READ, transaction, i + DEEP + "\0");
      assertThat(answer.type()).isEqualTo(Packet.ERROR);
    }
  }

  /// It causes events and answers, and reads none of them.
  private static void takeNothing(SimulatedGuest greedy) throws IOException {
    ask(greedy, Operation.WATCH, 0, "data\0" + TOKEN.substring(1000) + "\0");
    greedy.gulp(0);
    for (int i = 0; i < NOT_TAKEN; i++)
      greedy.post(Operation.WRITE.number(), 0, ("data/" + i % 7 + "\0x").getBytes(ISO_8859_1));
  }

  private static void takeAll(SimulatedGuest greedy) throws IOException {
    greedy.gulp(Integer.MAX_VALUE);
    greedy.signal();
    for (int i = 0; i < NOT_TAKEN; i++) greedy.reply();
    while (greedy.hasEvent()) greedy.event();
  }

  /// The head of a packet, and most of the rest.
  private static void sendHalf(SimulatedGuest greedy) throws IOException {
    byte[] whole =
        new Packet(
                Operation.WRITE.number(),
                1,
                0,
                ("data/h\0" + "h".repeat(4000)).getBytes(ISO_8859_1))
            .bytes();
    greedy.postRaw(java.util.Arrays.copyOf(whole, whole.length - 1));
    greedy.flush();
  }

  private void assertServes(Daemon daemon, SimulatedGuest modest, String beside)
      throws IOException {
    for (int i = 0; i < 100; i++) {
      assertThat(ask(modest, Operation.WRITE, 0, "data/a\0" + i).type())
          .isEqualTo(Operation.WRITE.number());
      assertThat(ask(modest, Operation.READ, 0, "data/a\0").text()).isEqualTo("" + i);
    }
    try (XenstoreClient client = daemon.connect()) {
      client.write("/beside", beside).ok();
      assertThat(client.read("/beside").text()).isEqualTo(beside);
    }
    System.out.println("greedy guest: beside " + beside + " the daemon has " + resident(daemon));
  }

  private static String resident(Daemon daemon) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + daemon.pid() + "/status"))) {
      return lines.filter(line -> line.startsWith("VmRSS")).findFirst().orElse("?");
    }
  }

  private static Packet ask(SimulatedGuest guest, Operation operation, int transaction, String text)
      throws IOException {
    return guest.ask(operation.number(), transaction, text.getBytes(ISO_8859_1));
  }
}

package revenant.bench.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import revenant.bench.result.Outcome;
import revenant.bench.subject.Target;
import revenant.bench.wire.Latencies;
import revenant.bench.wire.Load;
import revenant.transport.ring.simulated.Packet;
import revenant.transport.ring.simulated.SimulatedGuest;

/// READ and WRITE by guests on rings, each of which waits for an answer before it asks again.
final class Rings {
  private static final int READ = 2;
  private static final int WRITE = 11;
  private static final int MANY = 500;

  private Rings() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (int guests : List.of(1, 8, 64, 1000)) {
      add(all, "read", READ, "data\0", guests);
      add(all, "write", WRITE, "data\0" + Nodes.VALUE, guests);
    }
    return all;
  }

  private static void add(List<Scenario> all, String kind, int type, String payload, int guests) {
    String title = guests == 1 ? "1 guest" : "%,d guests".formatted(guests);
    String request = kind.toUpperCase(java.util.Locale.ROOT);
    Scenario scenario =
        Scenario.timed(
                "ring-" + kind + "-" + Sizes.text(guests),
                title + ", " + request,
                Group.RINGS,
                (target, effort) -> measure(target, effort, effort.sized(guests), type, payload))
            .of(request + " by guests on rings", guests)
            .needing(Scenario.Needs.RINGS);
    all.add(guests > MANY ? scenario.onlyIfAsked() : scenario);
  }

  private static Outcome measure(Target target, Effort effort, int count, int type, String payload)
      throws IOException {
    try (Guests guests = Guests.introduced(target.withRings(), count)) {
      for (SimulatedGuest guest : guests.all())
        check(guest.ask(WRITE, 0, ("data\0" + Nodes.VALUE).getBytes(ISO_8859_1)));
      Latencies latencies = new Latencies();
      var result =
          rounds(guests.all(), type, payload.getBytes(ISO_8859_1), effort.nanos(), latencies);
      return Outcome.rate(result, latencies);
    }
  }

  /// One thread plays them all. It sleeps at the guest that has waited longest, and the others go
  /// on when that is answered, since the server serves them in turn.
  private static Load.Result rounds(
      Collection<SimulatedGuest> guests, int type, byte[] payload, long nanos, Latencies latencies)
      throws IOException {
    record Asked(SimulatedGuest guest, long at) {}
    ArrayDeque<Asked> waiting = new ArrayDeque<>();
    long begin = System.nanoTime();
    for (SimulatedGuest guest : guests) {
      guest.post(type, 0, payload);
      waiting.add(new Asked(guest, begin));
    }
    long requests = 0;
    long now = begin;
    for (; now - begin < nanos; requests++) {
      Asked first = waiting.remove();
      check(first.guest.reply());
      now = System.nanoTime();
      latencies.add(now - first.at);
      first.guest.post(type, 0, payload);
      waiting.add(new Asked(first.guest, now));
    }
    for (Asked asked : waiting) check(asked.guest.reply());
    return new Load.Result(requests, now - begin);
  }

  private static void check(Packet reply) throws IOException {
    if (reply.type() == Packet.ERROR)
      throw new IOException("answers a guest " + reply.text().replace("\0", ""));
  }
}

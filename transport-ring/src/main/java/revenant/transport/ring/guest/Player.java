package revenant.transport.ring.guest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.List;
import revenant.transport.ring.simulated.Packet;
import revenant.transport.ring.simulated.SimulatedGuest;

/// A domain's kernel that asks one thing after another and waits for each answer.
final class Player {
  /// The requests that it makes, as io/xs_wire.h numbers them.
  enum Request {
    DIRECTORY(1),
    READ(2),
    WATCH(4),
    TRANSACTION_START(6),
    TRANSACTION_END(7),
    INTRODUCE(8),
    WRITE(11),
    MKDIR(12),
    RM(13),
    SET_PERMS(14);

    private final int number;

    Request(int number) {
      this.number = number;
    }
  }

  private static final int OUTSIDE = 0;
  private static final int FLOODED = 100;
  private static final int AHEAD = 100;

  private final SimulatedGuest guest;

  Player(SimulatedGuest guest) {
    this.guest = guest;
  }

  String read(String path) throws IOException, Refused {
    return ask(Request.READ, OUTSIDE, path + "\0");
  }

  List<String> list(String path) throws IOException, Refused {
    String names = ask(Request.DIRECTORY, OUTSIDE, path + "\0");
    return names.isEmpty() ? List.of() : List.of(names.split("\0"));
  }

  void write(String path, String value) throws IOException, Refused {
    write(OUTSIDE, path, value);
  }

  void write(int transaction, String path, String value) throws IOException, Refused {
    ask(Request.WRITE, transaction, path + "\0" + value);
  }

  void make(String path) throws IOException, Refused {
    ask(Request.MKDIR, OUTSIDE, path + "\0");
  }

  void remove(String path) throws IOException, Refused {
    ask(Request.RM, OUTSIDE, path + "\0");
  }

  /// @param permissions such as `n5`, the owner first
  void setPermissions(String path, String... permissions) throws IOException, Refused {
    ask(Request.SET_PERMS, OUTSIDE, path + "\0" + String.join("\0", permissions) + "\0");
  }

  void watch(String path, String token) throws IOException, Refused {
    ask(Request.WATCH, OUTSIDE, path + "\0" + token + "\0");
  }

  /// Waits for the next event of a watch; answers what happened at.
  String event() throws IOException {
    String text = guest.event().text();
    return text.substring(0, text.indexOf('\0'));
  }

  boolean hasEvent() throws IOException {
    return guest.hasEvent();
  }

  int startTransaction() throws IOException, Refused {
    String id = ask(Request.TRANSACTION_START, OUTSIDE, "\0");
    return Integer.parseUnsignedInt(id.substring(0, id.length() - 1));
  }

  /// Commits; false if somebody else, or a crash, was in the way.
  boolean commit(int transaction) throws IOException, Refused {
    try {
      ask(Request.TRANSACTION_END, transaction, "T\0");
      return true;
    } catch (Refused refused) {
      if (refused.is("EAGAIN")) return false;
      throw refused;
    }
  }

  /// Writes that often, to one node after another, and waits for answers only when so many are due
  /// that the ring must be full.
  void flood(long count) throws IOException, Refused {
    for (long i = 0; i < count; i++) {
      String payload = "data/flood-" + i % FLOODED + "\0" + i;
      guest.post(Request.WRITE.number, OUTSIDE, payload.getBytes(ISO_8859_1));
      while (guest.unanswered() > AHEAD) check("flood", guest.reply());
    }
    while (guest.unanswered() > 0) check("flood", guest.reply());
  }

  void introduce(int domid, int port) throws IOException, Refused {
    ask(Request.INTRODUCE, OUTSIDE, domid + "\0" + 1 + "\0" + port + "\0");
  }

  private String ask(Request request, int transaction, String payload) throws IOException, Refused {
    Packet reply = guest.ask(request.number, transaction, payload.getBytes(ISO_8859_1));
    String what = request + " " + payload.substring(0, Math.max(0, payload.indexOf('\0')));
    return check(what.strip(), reply);
  }

  private static String check(String what, Packet reply) throws Refused {
    if (reply.type() != Packet.ERROR) return reply.text();
    throw new Refused(what, reply.text().replace("\0", ""));
  }
}

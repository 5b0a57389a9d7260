package revenant.server.simulation;

import java.util.List;
import revenant.api.tree.Bytes;
import revenant.server.journal.Choices;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;

/// What a client asks for: random requests about few nodes, so that clients meet.
final class Script {
  private static final String[] NAMES = {"a", "b", "c"};
  private static final int TYPES = 60;
  private static final int POISON = 666;

  private final Choices choices;
  private final int domid;
  private final Scenario scenario;
  private int managing;

  Script(Choices choices, int domid, Scenario scenario) {
    this.choices = choices;
    this.domid = domid;
    this.scenario = scenario;
  }

  /// The same with something about domains once in `times`.
  Script managing(int times) {
    managing = times;
    return this;
  }

  /// Whether executing the request kills the server.
  static boolean isPoison(Packet packet) {
    return packet.type() == POISON;
  }

  /// The next request.
  ///
  /// @param open the transactions that the client knows to be open
  Packet next(int requestId, List<Integer> open) {
    if (scenario.isPoisoned() && choices.oneIn(50))
      return new Packet(POISON, requestId, transaction(open), Bytes.EMPTY);
    if (managing > 0 && choices.oneIn(managing)) return manage(requestId, open);
    int type = choices.below(TYPES);
    boolean isOver = !open.isEmpty() && choices.oneIn(5);
    if (isOver) {
      int ended = choices.of(open);
      if (!choices.oneIn(20)) open.removeIf(id -> id == ended);
      return packet(RequestType.TRANSACTION_END, requestId, ended, choices.oneIn(5) ? "F" : "T");
    }
    return new Packet(number(type), requestId, transaction(open), payload(type));
  }

  private Packet manage(int requestId, List<Integer> open) {
    String domid = Integer.toString(1 + (choices.oneIn(8) ? choices.below(9) : domid()));
    String home = "/local/domain/" + domid;
    int id = choices.oneIn(8) ? transaction(open) : 0;
    return switch (choices.below(16)) {
      case 0, 1, 2, 3 -> packet(RequestType.INTRODUCE, requestId, id, introduction(domid));
      case 4 -> packet(RequestType.RELEASE, requestId, id, domid);
      case 5 -> packet(RequestType.RESUME, requestId, id, domid);
      case 6 -> packet(RequestType.SET_TARGET, requestId, id, domid() + "\0" + domid());
      case 7 -> packet(RequestType.MKDIR, requestId, id, home);
      case 8, 9 -> packet(RequestType.SET_PERMS, requestId, id, home + "\0n" + domid);
      case 10 -> packet(RequestType.SET_PERMS, requestId, id, special() + "\0" + grants());
      case 11 -> packet(RequestType.IS_DOMAIN_INTRODUCED, requestId, id, domid);
      case 12 -> packet(RequestType.GET_FEATURE, requestId, id, domid);
      case 13 -> packet(RequestType.SET_FEATURE, requestId, id, domid + "\0" + choices.below(17));
      case 14 -> packet(RequestType.GET_QUOTA, requestId, id, domid + "\0nodes");
      default -> packet(RequestType.SET_QUOTA, requestId, id, domid + "\0nodes\0" + (9 + domid()));
    };
  }

  /// Mostly as it must be.
  private String introduction(String domid) {
    int port = choices.oneIn(8) ? 99 : Hypervisor.PORT;
    return domid + "\0001\0" + (choices.oneIn(9) ? "" : port);
  }

  private String special() {
    return choices.flag() ? "@releaseDomain" : "@introduceDomain";
  }

  private String grants() {
    return "n0\0" + "nr".charAt(choices.below(2)) + domid();
  }

  private int transaction(List<Integer> open) {
    if (!open.isEmpty() && choices.below(3) > 0) return choices.of(open);
    return choices.oneIn(40) ? choices.below(20) : 0;
  }

  private static Packet packet(RequestType type, int requestId, int transaction, String text) {
    return new Packet(type.number(), requestId, transaction, Bytes.of(text + "\0"));
  }

  private int number(int type) {
    return of(type) == RequestType.ERROR ? 15 + choices.below(15) : of(type).number();
  }

  private static RequestType of(int type) {
    if (type < 10) return RequestType.READ;
    if (type < 26) return RequestType.WRITE;
    if (type < 29) return RequestType.MKDIR;
    if (type < 32) return RequestType.RM;
    if (type < 36) return RequestType.DIRECTORY;
    if (type < 40) return RequestType.SET_PERMS;
    if (type < 46) return RequestType.WATCH;
    if (type < 48) return RequestType.UNWATCH;
    if (type < 54) return RequestType.TRANSACTION_START;
    return switch (type) {
      case 54 -> RequestType.RESET_WATCHES;
      case 55 -> RequestType.DIRECTORY_PART;
      case 56 -> RequestType.GET_PERMS;
      case 57 -> RequestType.GET_DOMAIN_PATH;
      case 58 -> RequestType.TRANSACTION_END;
      default -> RequestType.ERROR;
    };
  }

  private Bytes payload(int type) {
    if (choices.oneIn(60)) return Bytes.wrap(choices.octets(sizeMax()));
    return switch (of(type)) {
      case WRITE -> write();
      case SET_PERMS -> Bytes.of((choices.oneIn(8) ? path() : lowPath()) + "\0" + permissions());
      case RM -> Bytes.of(lowPath() + "\0");
      case WATCH -> Bytes.of(place() + "\0" + token() + "\0" + depth());
      case UNWATCH -> Bytes.of(place() + "\0" + token() + "\0");
      case TRANSACTION_START, RESET_WATCHES -> Bytes.of("\0");
      case DIRECTORY_PART -> Bytes.of(path() + "\0" + choices.below(4) + "\0");
      case GET_DOMAIN_PATH -> Bytes.of(domid() + "\0");
      default -> Bytes.of(path() + "\0");
    };
  }

  private int sizeMax() {
    return choices.oneIn(4) && scenario.isLarge() ? Packet.PAYLOAD_MAX : 40;
  }

  private Bytes write() {
    byte[] path = Bytes.of(path() + "\0").toArray();
    int room = (scenario.isLarge() && choices.oneIn(8) ? Packet.PAYLOAD_MAX : 60) - path.length;
    byte[] value = choices.octets(Math.max(0, room));
    byte[] payload = new byte[path.length + value.length];
    System.arraycopy(path, 0, payload, 0, path.length);
    System.arraycopy(value, 0, payload, path.length, value.length);
    return Bytes.wrap(payload);
  }

  private int domid() {
    return choices.below(scenario.guests() + 1);
  }

  private String path() {
    String path =
        switch (choices.below(8)) {
          case 0, 1, 2, 3 -> "/s";
          case 4 -> "/local/domain/" + domid();
          case 5 -> choices.oneIn(4) ? "" : "/s/deep";
          default -> "/local/domain/" + domid;
        };
    for (int i = choices.below(3); i > 0; i--) path += "/" + NAMES[choices.below(3)];
    if (choices.oneIn(80)) path += "//";
    if (path.isEmpty()) return "/";
    String own = "/local/domain/" + domid + "/";
    return path.startsWith(own) && choices.flag() ? path.substring(own.length()) : path;
  }

  /// A path below what all need.
  private String lowPath() {
    String path = choices.flag() ? "/s" : "/local/domain/" + domid;
    for (int i = choices.below(3); i >= 0; i--) path += "/" + NAMES[choices.below(3)];
    return path;
  }

  private String place() {
    return choices.oneIn(10) ? "@releaseDomain" : path();
  }

  private String token() {
    return "t" + choices.below(3);
  }

  private String depth() {
    return choices.oneIn(3) ? choices.below(3) + "\0" : "";
  }

  private String permissions() {
    String first = "nrwb".charAt(choices.below(4)) + "";
    String all = first + (choices.oneIn(4) ? domid() : domid) + "\0";
    for (int i = choices.below(3); i > 0; i--)
      all += "nrwb".charAt(choices.below(4)) + "" + domid() + "\0";
    return all;
  }
}

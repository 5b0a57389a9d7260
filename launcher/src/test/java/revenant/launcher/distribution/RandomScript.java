package revenant.launcher.distribution;

import static revenant.launcher.distribution.Utterance.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What a few clients say to a server: mostly sense about few nodes, so that it matters to each
/// other, and every kind of nonsense. The same seed says the same.
final class RandomScript {
  static final int SPEAKERS = 3;

  private static final int PAYLOAD_MAX = 4096;
  private static final int LENGTH = 60;
  private static final int TRANSACTIONS_MAX = 3;
  private static final String[] NAMES = {"a", "b", "c", "d-e_f", "0"};
  private static final String[] BAD_PATHS = {
    "",
    "//t",
    "/t/",
    "/t//a",
    "/t/\u00e9",
    "/t/a b",
    "/t/a.b",
    "@t",
    "@releaseDomain",
    "/",
    "t/",
    "/t/a\t",
    "@",
    "@introduceDomain",
    "/@t",
    "~"
  };
  private static final String[] LONG = {"2045", "2046", "3069", "3070"};
  private static final String[] PERMISSIONS = {"n0", "r0", "w0", "b0", "n0", "r1", "n77", "b0"};
  private static final String[] BAD_PERMISSIONS = {"", "x0", "r", "0", "r1x", "R0", "n-1", "n 0"};
  private static final String[] DOMIDS = {"0", "1", "7", "32751", "99"};
  private static final String[] BAD_DOMIDS = {
    "", "abc", "-1", "70000", "4294967296", "1x", "0x1", " 1", "32752", "65535", "12345678901"
  };

  private final Random random;
  private final List<Utterance> said = new ArrayList<>();
  private final List<List<Integer>> open = new ArrayList<>();

  private RandomScript(long seed) {
    random = new Random(seed);
    for (int i = 0; i < SPEAKERS; i++) open.add(new ArrayList<>());
  }

  static List<Utterance> of(long seed) {
    RandomScript script = new RandomScript(seed);
    int length = 1 + script.below(LENGTH);
    while (script.said.size() < length) script.add();
    return List.copyOf(script.said);
  }

  private int below(int bound) {
    return random.nextInt(bound);
  }

  private boolean oneIn(int times) {
    return below(times) == 0;
  }

  private String of(String... all) {
    return all[below(all.length)];
  }

  private void add() {
    int speaker = below(SPEAKERS);
    List<Integer> transactions = open.get(speaker);
    int begun = NO_TRANSACTION;
    if (oneIn(60)) begun = UNKNOWN_TRANSACTION;
    else if (!transactions.isEmpty() && !oneIn(3))
      begun = transactions.get(below(transactions.size()));
    int type = type(begun >= 0);
    if (type == TRANSACTION_START && begun < 0) {
      if (transactions.size() >= TRANSACTIONS_MAX) return;
      transactions.add(said.size());
    }
    String payload = isMangled(type) ? mangled(payload(type)) : payload(type);
    if (payload.length() > PAYLOAD_MAX) return;
    if (type == TRANSACTION_END && begun >= 0 && (payload.equals("T\0") || payload.equals("F\0")))
      transactions.removeAll(List.of(begun));
    if (type == RESET_WATCHES) transactions.clear();
    if (type == TOO_MUCH) transactions.clear();
    said.add(new Utterance(speaker, type, begun, payload));
  }

  /// Not where the list says that C 4.17 dies of it.
  private boolean isMangled(int type) {
    return oneIn(25)
        && type != READ
        && type != DIRECTORY
        && type != MKDIR
        && type != RM
        && type != GET_PERMS;
  }

  private int type(boolean isInTransaction) {
    if (isInTransaction && oneIn(4)) return TRANSACTION_END;
    if (oneIn(12)) return rare();
    int[] usual = {
      READ,
      READ,
      WRITE,
      WRITE,
      WRITE,
      MKDIR,
      RM,
      DIRECTORY,
      DIRECTORY,
      GET_PERMS,
      SET_PERMS,
      WATCH,
      WATCH,
      UNWATCH,
      TRANSACTION_START,
      DIRECTORY_PART
    };
    return usual[below(usual.length)];
  }

  private int rare() {
    int[] rare = {
      INTRODUCE,
      RELEASE,
      GET_DOMAIN_PATH,
      IS_DOMAIN_INTRODUCED,
      RESUME,
      SET_TARGET,
      RESET_WATCHES,
      TRANSACTION_END,
      RESTRICT,
      15,
      16,
      23,
      24,
      25,
      26,
      27,
      100,
      0x7fffffff,
      TOO_MUCH,
      GET_DOMAIN_PATH,
      IS_DOMAIN_INTRODUCED
    };
    return rare[below(rare.length)];
  }

  private String payload(int type) {
    return switch (type) {
      case READ, MKDIR, RM, DIRECTORY -> path() + "\0";
      case GET_PERMS -> (oneIn(8) ? "@releaseDomain" : path()) + "\0";
      case WRITE -> path() + "\0" + value();
      case SET_PERMS -> (oneIn(12) ? "@releaseDomain" : node()) + "\0" + permissions();
      case DIRECTORY_PART -> path() + "\0" + (oneIn(8) ? of("1", "3", "", "x", "-1") : "0") + "\0";
      case WATCH, UNWATCH -> watched() + "\0" + of("t", "u", "") + "\0";
      case TRANSACTION_START, RESET_WATCHES -> oneIn(4) ? of("", "x\0", "\0\0") : "\0";
      case TRANSACTION_END ->
          oneIn(12) ? of("", "t\0", "TT\0", "T", "\0") : of("T\0", "T\0", "F\0");
      case INTRODUCE -> domid() + "\0" + of("1", "0", "x") + "\0" + of("1", "0", "-1", "x") + "\0";
      case SET_TARGET -> domid() + "\0" + domid() + "\0";
      case RELEASE, GET_DOMAIN_PATH, IS_DOMAIN_INTRODUCED, RESUME -> domid() + "\0";
      case TOO_MUCH -> "";
      default -> of("", "\0", "0\0", path() + "\0");
    };
  }

  /// The NUL at the end is gone, or there is one more, or more strings, or nothing at all.
  private String mangled(String payload) {
    return switch (below(5)) {
      case 0 -> payload.isEmpty() ? payload : payload.substring(0, payload.length() - 1);
      case 1 -> payload + "\0";
      case 2 -> payload + "more\0";
      case 3 -> payload.replace("\0", "");
      default -> "";
    };
  }

  private String path() {
    if (oneIn(25)) return of(BAD_PATHS);
    if (oneIn(80)) return "/t/" + "x".repeat(Integer.parseInt(of(LONG)));
    StringBuilder path = new StringBuilder(oneIn(8) ? "t" : "/t");
    for (int i = below(4); i > 0; i--) path.append('/').append(of(NAMES));
    return path.toString();
  }

  /// Not a special name: C 4.17 dies of those that it does not know.
  private String node() {
    String path = path();
    return path.startsWith("@") ? "/t" : path;
  }

  private String watched() {
    if (oneIn(8)) return of("@releaseDomain", "@introduceDomain", "@other", "/");
    return path();
  }

  private String value() {
    return switch (below(8)) {
      case 0 -> "";
      case 1 -> "\0";
      case 2 -> "a\0b\u00ff";
      case 3 -> oneIn(6) ? "v".repeat(4000) : "long".repeat(20);
      default -> of("1", "2", "3");
    };
  }

  private String permissions() {
    StringBuilder permissions = new StringBuilder();
    for (int i = oneIn(20) ? 0 : 1 + below(3); i > 0; i--)
      permissions.append(oneIn(25) ? of(BAD_PERMISSIONS) : of(PERMISSIONS)).append('\0');
    return permissions.toString();
  }

  private String domid() {
    return oneIn(3) ? of(BAD_DOMIDS) : of(DOMIDS);
  }
}

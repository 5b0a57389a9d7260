package revenant.launcher.distribution;

import java.util.List;

/// One request of a script.
///
/// @param speaker which connection says it
/// @param type of the packet; -1 for a header that announces too much
/// @param begun which request of the script began the transaction that it is in; -1 for none, -2
///   for one that nobody began
/// @param payload one character a byte
record Utterance(int speaker, int type, int begun, String payload) {
  static final int DIRECTORY = 1;
  static final int READ = 2;
  static final int GET_PERMS = 3;
  static final int WATCH = 4;
  static final int UNWATCH = 5;
  static final int TRANSACTION_START = 6;
  static final int TRANSACTION_END = 7;
  static final int INTRODUCE = 8;
  static final int RELEASE = 9;
  static final int GET_DOMAIN_PATH = 10;
  static final int WRITE = 11;
  static final int MKDIR = 12;
  static final int RM = 13;
  static final int SET_PERMS = 14;
  static final int IS_DOMAIN_INTRODUCED = 17;
  static final int RESUME = 18;
  static final int SET_TARGET = 19;
  static final int RESTRICT = 20;
  static final int RESET_WATCHES = 21;
  static final int DIRECTORY_PART = 22;

  static final int TOO_MUCH = -1;
  static final int NO_TRANSACTION = -1;
  static final int UNKNOWN_TRANSACTION = -2;

  private static final List<String> NAMES =
      List.of(
          "CONTROL DIRECTORY READ GET_PERMS WATCH UNWATCH TRANSACTION_START TRANSACTION_END"
              .concat(" INTRODUCE RELEASE GET_DOMAIN_PATH WRITE MKDIR RM SET_PERMS WATCH_EVENT")
              .concat(" ERROR IS_DOMAIN_INTRODUCED RESUME SET_TARGET RESTRICT RESET_WATCHES")
              .concat(" DIRECTORY_PART GET_FEATURE SET_FEATURE GET_QUOTA SET_QUOTA")
              .split(" "));

  boolean isIn(int... types) {
    for (int each : types) if (each == type) return true;
    return false;
  }

  boolean isInTransaction() {
    return begun >= 0;
  }

  /// Whether it may change nodes.
  boolean isWrite() {
    return isIn(WRITE, MKDIR, RM, SET_PERMS);
  }

  /// The strings that end in a NUL.
  List<String> strings() {
    int end = payload.lastIndexOf('\0');
    return end < 0 ? List.of() : List.of(payload.substring(0, end).split("\0", -1));
  }

  @Override
  public String toString() {
    String name =
        type == TOO_MUCH ? "4097 bytes" : type < NAMES.size() ? NAMES.get(type) : "type " + type;
    String in =
        begun == NO_TRANSACTION ? "" : begun < 0 ? " in an unknown one" : " in that of " + begun;
    return speaker + ": " + name + in + " '" + Talk.shown(payload) + "'";
  }
}

package revenant.server.wire;

import org.jspecify.annotations.Nullable;

/// The packet types of io/xs_wire.h, by their numbers on the wire.
public enum RequestType {
  /// A command to the daemon.
  CONTROL(0),
  /// The children of a node.
  DIRECTORY(1),
  /// The value of a node.
  READ(2),
  /// The permission list of a node.
  GET_PERMS(3),
  /// Asks to be told of changes.
  WATCH(4),
  /// Takes a watch back.
  UNWATCH(5),
  /// Begins a transaction.
  TRANSACTION_START(6),
  /// Commits or drops a transaction.
  TRANSACTION_END(7),
  /// Connects a domain.
  INTRODUCE(8),
  /// Disconnects a domain.
  RELEASE(9),
  /// Where a domain's nodes are.
  GET_DOMAIN_PATH(10),
  /// Sets a value.
  WRITE(11),
  /// Makes a node.
  MKDIR(12),
  /// Removes a node and all below it.
  RM(13),
  /// Sets a permission list.
  SET_PERMS(14),
  /// What a watch sends; not a request.
  WATCH_EVENT(15),
  /// What a failed request is answered; not a request.
  ERROR(16),
  /// Whether a domain is connected.
  IS_DOMAIN_INTRODUCED(17),
  /// Says that a domain runs again.
  RESUME(18),
  /// Lets a domain act for another.
  SET_TARGET(19),
  /// Drops all watches and transactions of the caller.
  RESET_WATCHES(21),
  /// A part of the children of a node.
  DIRECTORY_PART(22),
  /// Feature bits of a domain.
  GET_FEATURE(23),
  /// Sets feature bits of a domain.
  SET_FEATURE(24),
  /// A limit.
  GET_QUOTA(25),
  /// Sets a limit.
  SET_QUOTA(26);

  private static final RequestType[] BY_NUMBER = new RequestType[27];

  static {
    for (RequestType type : values()) BY_NUMBER[type.number] = type;
  }

  private final int number;

  RequestType(int number) {
    this.number = number;
  }

  /// The number on the wire.
  public int number() {
    return number;
  }

  /// Whether only a privileged connection may send it.
  public boolean isPrivileged() {
    return switch (this) {
      case CONTROL, INTRODUCE, RELEASE, IS_DOMAIN_INTRODUCED, RESUME, SET_TARGET -> true;
      case SET_FEATURE, GET_QUOTA, SET_QUOTA -> true;
      default -> false;
    };
  }

  /// Whether the transaction id in its header means nothing (xenstore.txt, WATCH; XSA-115).
  public boolean ignoresTransaction() {
    return this == WATCH || this == UNWATCH;
  }

  /// The type with `number`, or null where there is none that a client may send.
  public static @Nullable RequestType of(int number) {
    if (number < 0 || number >= BY_NUMBER.length) return null;
    RequestType type = BY_NUMBER[number];
    return type == WATCH_EVENT || type == ERROR ? null : type;
  }
}

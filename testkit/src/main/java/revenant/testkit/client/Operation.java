package revenant.testkit.client;

import org.jspecify.annotations.Nullable;

/// What a packet is, by its number in io/xs_wire.h.
public enum Operation {
  /// A command to the daemon.
  CONTROL(0),
  /// The children of a node.
  DIRECTORY(1),
  /// The value of a node.
  READ(2),
  /// The permissions of a node.
  GET_PERMS(3),
  /// Asks to be told of changes.
  WATCH(4),
  /// Takes a watch back.
  UNWATCH(5),
  /// Begins a transaction.
  TRANSACTION_START(6),
  /// Ends a transaction.
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
  /// Sets the permissions of a node.
  SET_PERMS(14),
  /// Tells of a change.
  WATCH_EVENT(15),
  /// The answer to a request that failed.
  ERROR(16),
  /// Whether a domain is connected.
  IS_DOMAIN_INTRODUCED(17),
  /// Says that a domain runs again.
  RESUME(18),
  /// Lets a domain act for another.
  SET_TARGET(19),
  /// Drops all watches and transactions.
  RESET_WATCHES(21),
  /// A part of the children of a node.
  DIRECTORY_PART(22),
  /// The features of a domain.
  GET_FEATURE(23),
  /// Sets the features of a domain.
  SET_FEATURE(24),
  /// A limit.
  GET_QUOTA(25),
  /// Sets a limit.
  SET_QUOTA(26);

  private final int number;

  Operation(int number) {
    this.number = number;
  }

  /// On the wire.
  public int number() {
    return number;
  }

  static @Nullable Operation of(int number) {
    for (Operation operation : values()) if (operation.number == number) return operation;
    return null;
  }
}

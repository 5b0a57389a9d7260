package revenant.server.engine;

import java.util.Optional;

/// The limits of a domain, by the names that `xenstore-control quota` and GET_QUOTA use. A limit is
/// the greatest number that is allowed; 0 allows any. Privileged connections have none.
public enum Quota {
  /// Nodes that a domain owns.
  NODES("nodes", 1000, "Nodes per domain"),
  /// Watches of a domain.
  WATCHES("watches", 128, "Watches per domain"),
  /// Requests whose replies or events a domain has not taken yet.
  OUTSTANDING("outstanding", 20, "Outstanding requests per domain"),
  /// Bytes that nodes, watches, transactions and unsent output of a domain take.
  MEMORY("memory", 5 << 19, "Total Xenstore memory per domain"),
  /// Transactions that a domain has open.
  TRANSACTIONS("transactions", 10, "Active transactions per domain"),
  /// Nodes that one transaction touches.
  TRANSACTION_NODES("transaction-nodes", 1024, "Max. number of accessed nodes per transaction"),
  /// Entries of a permission list.
  NODE_PERMISSIONS("node-permissions", 5, "Max. number of permissions per node"),
  /// Characters of a path, not counting `/local/domain/<domid>/`.
  PATH_MAX("path-max", 2048, "Max. length of a node path"),
  /// Bytes of a node: a header, permissions, value and the names of its children.
  NODE_SIZE("node-size", 2048, "Max. size of a node"),
  /// Where a warning is logged before [#MEMORY] is reached.
  SOFT_MEMORY("soft-memory", 2 << 20, "Total Xenstore memory per domain");

  private final String label;
  private final int standard;
  private final String description;

  Quota(String label, int standard, String description) {
    this.label = label;
    this.standard = standard;
    this.description = description;
  }

  /// The name on the wire.
  public String label() {
    return label;
  }

  /// The limit unless an operator sets another.
  public int standard() {
    return standard;
  }

  /// For an operator.
  public String description() {
    return description;
  }

  /// Whether exceeding it is only worth a warning.
  public boolean isSoft() {
    return this == SOFT_MEMORY;
  }

  /// The quota called `label`.
  public static Optional<Quota> of(String label) {
    for (Quota quota : values()) if (quota.label.equals(label)) return Optional.of(quota);
    return Optional.empty();
  }
}

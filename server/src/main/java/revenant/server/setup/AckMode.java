package revenant.server.setup;

/// What a reply waits for.
public enum AckMode {
  /// The journal in the persistent area: the default.
  JOURNAL,
  /// The store plug-in.
  STORE,
  /// Nothing: a crash loses everything, as with other servers.
  NONE
}

package revenant.server.engine;

/// The bits of the ring's feature word (io/xs_wire.h, XENSTORE_SERVER_FEATURE_*).
public final class Features {
  /// A guest may ask for a fresh connection.
  public static final int RECONNECTION = 1;

  /// The error word tells why a connection was stopped.
  public static final int ERROR = 2;

  /// WATCH takes a depth.
  public static final int WATCH_DEPTH = 4;

  /// Permissions may name DOMID_ANY.
  public static final int DOMID_ANY = 8;

  /// All that this server offers.
  public static final int ALL = RECONNECTION | ERROR | WATCH_DEPTH | DOMID_ANY;

  private Features() {}
}

package revenant.api.tree;

import java.util.Optional;

/// One entry of a permission list: a domain and what it may do.
///
/// @param domid 0 to 65535; the first entry of a list names the owner
/// @param access what the domain may do; in the first entry, what all others may do
public record Permission(int domid, Access access) {
  private static final int DOMID_MAX = 65535;

  /// Checks the range of `domid`.
  public Permission {
    if (domid < 0 || domid > DOMID_MAX) throw new IllegalArgumentException("domid " + domid);
  }

  /// Reads the wire format, a letter and a decimal domid such as `r5`; empty when it is anything
  /// else.
  public static Optional<Permission> parse(String text) {
    if (text.length() < 2 || text.length() > 6) return Optional.empty();
    int domid = 0;
    for (int i = 1; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') return Optional.empty();
      domid = domid * 10 + (digit - '0');
    }
    if (domid > DOMID_MAX) return Optional.empty();
    int checked = domid;
    return Access.of(text.charAt(0)).map(access -> new Permission(checked, access));
  }

  /// The wire format, such as `r5`.
  @Override
  public String toString() {
    return access.letter() + Integer.toString(domid);
  }
}

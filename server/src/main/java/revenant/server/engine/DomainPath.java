package revenant.server.engine;

import revenant.api.tree.NodePath;

/// Where a domain's own nodes are: `/local/domain/<domid>`.
final class DomainPath {
  private static final int DIGITS_MAX = 5;
  private static final String ABOVE = "/local/domain/";
  private static final String OF_CONTROL_DOMAIN = ABOVE + State.CONTROL_DOMAIN;

  private DomainPath() {}

  static String of(int domid) {
    return domid == State.CONTROL_DOMAIN ? OF_CONTROL_DOMAIN : ABOVE + domid;
  }

  /// How many characters of `path` say whose it is: the length of `/local/domain/<domid>/`, or 0.
  static int prefixLength(NodePath path) {
    boolean isOwn =
        path.depth() > 3
            && path.name(0).equals("local")
            && path.name(1).equals("domain")
            && path.name(2).length() <= DIGITS_MAX
            && path.name(2).chars().allMatch(c -> c >= '0' && c <= '9');
    return isOwn ? ABOVE.length() + path.name(2).length() + 1 : 0;
  }
}

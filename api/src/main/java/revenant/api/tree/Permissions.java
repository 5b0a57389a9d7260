package revenant.api.tree;

import java.util.Optional;
import org.eclipse.collections.api.list.ImmutableList;
import org.eclipse.collections.api.list.MutableList;
import org.eclipse.collections.impl.factory.Lists;

/// A node's permission list, never empty: the first entry names the owner and what everyone else
/// may do, the others what single domains may do.
///
/// @param entries in the order in which they were set; a client sees that order again
public record Permissions(ImmutableList<Permission> entries) {
  /// Checks that there is an owner.
  public Permissions {
    if (entries.isEmpty()) throw new IllegalArgumentException("a permission list without an owner");
  }

  /// A list of these entries.
  public static Permissions of(Permission... entries) {
    return new Permissions(Lists.immutable.with(entries));
  }

  /// Owned by `domid`, open to nobody else: `n<domid>`.
  public static Permissions ownedBy(int domid) {
    return of(new Permission(domid, Access.NONE));
  }

  /// Reads [#toString()]: entries separated by one blank; empty when anything else.
  public static Optional<Permissions> parse(String text) {
    MutableList<Permission> entries = Lists.mutable.empty();
    for (String part : text.split(" ", -1)) {
      Optional<Permission> entry = Permission.parse(part);
      if (entry.isEmpty()) return Optional.empty();
      entries.add(entry.get());
    }
    return Optional.of(new Permissions(Lists.immutable.withAll(entries)));
  }

  /// The domain that owns the node, and whose quota it counts against.
  public int owner() {
    return entries.get(0).domid();
  }

  /// The same list with `domid` as the owner.
  public Permissions withOwner(int domid) {
    if (owner() == domid) return this;
    MutableList<Permission> changed = entries.toList();
    changed.set(0, new Permission(domid, entries.get(0).access()));
    return new Permissions(Lists.immutable.withAll(changed));
  }

  /// The same list without the entries of `domid`; the owner's entry stays.
  public Permissions without(int domid) {
    Permission owner = entries.get(0);
    ImmutableList<Permission> rest = entries.reject(e -> e != owner && e.domid() == domid);
    return rest.size() == entries.size() ? this : new Permissions(rest);
  }

  /// Whether any entry names `domid`.
  public boolean names(int domid) {
    return entries.anySatisfy(entry -> entry.domid() == domid);
  }

  /// A bit for each domain that is named. Some domains share one.
  long marks() {
    long marks = 0;
    for (int i = 0; i < entries.size(); i++) marks |= mark(entries.get(i).domid());
    return marks;
  }

  static long mark(int domid) {
    return 1L << domid;
  }

  /// The entries separated by blanks, such as `n0 r5 b7`.
  @Override
  public String toString() {
    return entries.makeString(" ");
  }
}

package revenant.server.engine;

import java.util.Iterator;
import java.util.Objects;
import revenant.api.tree.NodePath;
import revenant.api.tree.PersistentMap;

/// What a transaction did, in order, and what of it is asked for with each request: a domain may do
/// a lot in one transaction, and others must not wait while that is gone through.
///
/// @param edits by number
/// @param own what of a node comes from the transaction itself, as a sum of [Transaction]'s
///   constants
/// @param made what domains own more by the nodes that were made
/// @param bytes what keeping all this takes
record Deeds(
    PersistentMap<Integer, Edit> edits,
    PersistentMap<NodePath, Integer> own,
    PersistentMap<Integer, Usage> made,
    long bytes)
    implements Iterable<Edit> {
  static final Deeds NONE =
      new Deeds(PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty(), 0);

  Deeds with(Edit edit) {
    int determined = own(edit.path()) | edit.determines();
    return new Deeds(
        edits.with(edits.size(), edit),
        own.with(edit.path(), determined),
        edit instanceof Edit.Create create ? withMade(create) : made,
        bytes + edit.bytes());
  }

  private PersistentMap<Integer, Usage> withMade(Edit.Create create) {
    int owner = create.permissions().owner();
    long size = State.size(create.path().name(), create.value(), create.permissions());
    return made.with(owner, made(owner).plus(1, size));
  }

  /// The edit with this number, which there is.
  Edit edit(int number) {
    return Objects.requireNonNull(edits.get(number));
  }

  int own(NodePath path) {
    Integer known = own.get(path);
    return known == null ? 0 : known;
  }

  Usage made(int domid) {
    Usage known = made.get(domid);
    return known == null ? Usage.NONE : known;
  }

  @Override
  public Iterator<Edit> iterator() {
    Iterator<PersistentMap.Entry<Integer, Edit>> entries = edits.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public Edit next() {
        return entries.next().value();
      }
    };
  }
}

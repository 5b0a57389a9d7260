package revenant.server.journal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.NodePath;
import revenant.server.engine.Change;
import revenant.server.engine.Description;

/// A journal record's payload: the entries of one turn. An octet for the version, then the entries
/// with their origins and changes. What an entry has in common with the one before, or with its own
/// changes, is not said again: most are of a client that had several requests in flight.
public final class Records {
  /// The version that is written, and the newest that can be read.
  static final int VERSION = 2;

  /// One in which every entry says all, and what was asked is one text.
  private static final int VERSION_PLAIN = 1;

  /// The entry is of the same connection and time as the one before.
  private static final int SAME_CALLER = 1;

  /// What it is about is the path of its first change of a node.
  private static final int ABOUT_NODE = 2;

  private Records() {}

  /// The record of `entries`.
  public static byte[] encode(List<Entry> entries) {
    Encoder encoder = new Encoder();
    encode(encoder, entries);
    return encoder.toArray();
  }

  static void encode(Encoder to, List<Entry> entries) {
    int count = entries.size();
    to.octet(VERSION).number(count);
    Origin before = null;
    for (int i = 0; i < count; i++) {
      encode(to, entries.get(i), before);
      before = entries.get(i).origin();
    }
  }

  private static void encode(Encoder to, Entry entry, @Nullable Origin before) {
    Origin origin = entry.origin();
    List<Change> changes = entry.changes();
    boolean isSame = before != null && isSameCaller(origin, before);
    boolean isAboutNode = origin.what().about().equals(path(changes));
    to.octet((isSame ? SAME_CALLER : 0) | (isAboutNode ? ABOUT_NODE : 0));
    if (!isSame) to.text(origin.who()).number(origin.domid()).signed(origin.epochMillis());
    to.text(origin.what().what());
    if (!isAboutNode) to.text(origin.what().about());
    to.signed(origin.requestId()).signed(origin.transaction());
    int count = changes.size();
    to.number(count);
    for (int i = 0; i < count; i++) Steps.encode(to, changes.get(i));
  }

  private static boolean isSameCaller(Origin origin, Origin before) {
    return origin.epochMillis() == before.epochMillis()
        && origin.domid() == before.domid()
        && origin.who().equals(before.who());
  }

  /// The path of the first node that is changed, or null.
  private static @Nullable String path(List<Change> changes) {
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      if (change instanceof Change.Put put) return put.path().toString();
      if (change instanceof Change.Removed(NodePath path)) return path.toString();
    }
    return null;
  }

  /// The entries of `record`.
  ///
  /// @throws RuntimeException if it is not a record of this version or an older one
  public static List<Entry> decode(byte[] record) {
    Decoder from = new Decoder(record);
    int version = from.octet();
    if (version != VERSION && version != VERSION_PLAIN)
      throw new Damage("a record of version " + version);
    int count = from.count();
    List<Entry> entries = new ArrayList<>(count);
    Origin before = null;
    for (int i = 0; i < count; i++) {
      Entry entry = version == VERSION_PLAIN ? plainEntry(from) : entry(from, before);
      entries.add(entry);
      before = entry.origin();
    }
    from.finish();
    return entries;
  }

  private static Entry plainEntry(Decoder from) {
    Origin caller = caller(from);
    Description what = Description.of(from.text());
    int requestId = from.signedInteger();
    int transaction = from.signedInteger();
    return new Entry(caller.of(what, requestId, transaction), changes(from));
  }

  private static Entry entry(Decoder from, @Nullable Origin before) {
    int flags = from.octet();
    if (flags > (SAME_CALLER | ABOUT_NODE)) throw new Damage("an entry with flags " + flags);
    boolean isAboutNode = (flags & ABOUT_NODE) != 0;
    Origin caller = (flags & SAME_CALLER) != 0 ? before : caller(from);
    if (caller == null) throw new Damage("a first entry like the one before");
    String what = from.text();
    String spelled = isAboutNode ? "" : from.text();
    int requestId = from.signedInteger();
    int transaction = from.signedInteger();
    List<Change> changes = changes(from);
    String about = isAboutNode ? path(changes) : spelled;
    if (about == null) throw new Damage("an entry about a node that changes none");
    return new Entry(caller.of(new Description(what, about), requestId, transaction), changes);
  }

  private static Origin caller(Decoder from) {
    return new Origin(from.text(), from.integer(), from.signed(), Description.NONE, 0, 0);
  }

  private static List<Change> changes(Decoder from) {
    int count = from.count();
    List<Change> changes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) changes.add(Steps.decode(from));
    return changes;
  }
}

package revenant.server.journal;

import java.util.ArrayList;
import java.util.List;
import revenant.server.engine.Change;

/// A journal record's payload: the entries of one turn. An octet for the version, then the entries
/// with their origins and changes.
public final class Records {
  /// The version that is written, and the newest that can be read.
  static final int VERSION = 1;

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
    for (int i = 0; i < count; i++) encode(to, entries.get(i));
  }

  private static void encode(Encoder to, Entry entry) {
    Origin origin = entry.origin();
    to.text(origin.who()).number(origin.domid()).signed(origin.epochMillis()).text(origin.what());
    to.signed(origin.requestId()).signed(origin.transaction());
    List<Change> changes = entry.changes();
    int count = changes.size();
    to.number(count);
    for (int i = 0; i < count; i++) Steps.encode(to, changes.get(i));
  }

  /// The entries of `record`.
  ///
  /// @throws RuntimeException if it is not a record of this version
  public static List<Entry> decode(byte[] record) {
    Decoder from = new Decoder(record);
    int version = from.octet();
    if (version != VERSION) throw new Damage("a record of version " + version);
    int count = from.count();
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) entries.add(entry(from));
    from.finish();
    return entries;
  }

  private static Entry entry(Decoder from) {
    Origin origin =
        new Origin(
            from.text(),
            from.integer(),
            from.signed(),
            from.text(),
            from.signedInteger(),
            from.signedInteger());
    int count = from.count();
    List<Change> changes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) changes.add(Steps.decode(from));
    return new Entry(origin, changes);
  }
}

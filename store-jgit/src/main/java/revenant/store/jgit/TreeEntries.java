package revenant.store.jgit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;

/// Steps through the entries of a git tree object: mode, blank, name, NUL, twenty octets of id. Git
/// orders them by name, with a slash after the names of folders.
final class TreeEntries {
  /// The blob in a node's folder that holds its value; missing if that is empty. A name in a path
  /// has no dot, so that it meets no child.
  static final String VALUE = ".value";

  /// The blob in a node's folder that holds its permissions; always there, for git has no empty
  /// folders.
  static final String PERMISSIONS = ".perms";

  /// A tree without entries.
  static final byte[] NONE = {};

  private static final byte[] FOLDER = "40000 ".getBytes(US_ASCII);
  private static final byte[] FILE = "100644 ".getBytes(US_ASCII);
  private static final int ID = 20;

  private final byte[] raw;
  private int start;
  private int name;
  private int end;

  TreeEntries(byte[] raw) {
    this.raw = raw;
  }

  /// Goes to the next entry, if there is one.
  boolean next() throws IOException {
    start = end;
    if (start == raw.length) return false;
    name = after((byte) ' ', start);
    int id = after((byte) 0, name);
    end = id + ID;
    if (end > raw.length) throw new IOException("a tree object that ends too early");
    return true;
  }

  private int after(byte wanted, int from) throws IOException {
    int i = from;
    while (i < raw.length && raw[i] != wanted) i++;
    if (i == raw.length) throw new IOException("a tree object that ends too early");
    return i + 1;
  }

  String name() {
    return new String(raw, name, end - ID - 1 - name, US_ASCII);
  }

  boolean isFolder() {
    return raw[start] == FOLDER[0];
  }

  ObjectId id() {
    return idBefore(raw, end);
  }

  private static ObjectId idBefore(byte[] raw, int end) {
    return ObjectId.fromRaw(raw, end - ID);
  }

  /// The order of this entry and one of name `key`, which ends in a slash if it is a folder.
  private int compareTo(byte[] key) {
    int length = end - ID - 1 - name;
    int common = Math.min(length, key.length);
    int order = Arrays.compareUnsigned(raw, name, name + common, key, 0, common);
    if (order != 0) return order;
    if (length < key.length) return (isFolder() ? '/' : 0) - (key[length] & 0xff);
    return isFolder() ? 1 : length - key.length;
  }

  /// The id of the entry that `change` stands for.
  static ObjectId idOf(byte[] raw, TreeChange change) {
    return idBefore(raw, change.end);
  }

  /// Finds where each of `changes`, which are in git's order, stands in `raw` or would stand.
  static void locate(byte[] raw, List<TreeChange> changes) throws IOException {
    TreeEntries entry = new TreeEntries(raw);
    boolean more = entry.next();
    for (TreeChange change : changes) {
      while (more && entry.compareTo(change.key) < 0) more = entry.next();
      change.start = entry.start;
      change.end = more && entry.compareTo(change.key) == 0 ? entry.end : entry.start;
    }
  }

  /// A tree of these entries, which are in git's order.
  static byte[] of(TreeChange... entries) {
    return splice(NONE, List.of(entries));
  }

  /// The tree object `raw` with one entry changed.
  static byte[] with(byte[] raw, TreeChange change) throws IOException {
    locate(raw, List.of(change));
    return splice(raw, List.of(change));
  }

  /// `raw` with `changes`, which were located in it.
  static byte[] splice(byte[] raw, List<TreeChange> changes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length + 64 * changes.size());
    int copied = 0;
    for (TreeChange change : changes) {
      out.write(raw, copied, change.start - copied);
      ObjectId id = change.id;
      if (id != null) put(out, change, id);
      copied = change.end;
    }
    out.write(raw, copied, raw.length - copied);
    return out.toByteArray();
  }

  private static void put(ByteArrayOutputStream out, TreeChange change, ObjectId id) {
    out.writeBytes(change.isFolder() ? FOLDER : FILE);
    out.write(change.key, 0, change.nameLength());
    out.write(0);
    byte[] octets = new byte[ID];
    id.copyRawTo(octets, 0);
    out.writeBytes(octets);
  }
}

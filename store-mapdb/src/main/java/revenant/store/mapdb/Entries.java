package revenant.store.mapdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.collections.api.list.ImmutableList;
import org.eclipse.collections.api.list.MutableList;
import org.eclipse.collections.impl.factory.Lists;
import revenant.api.tree.Access;
import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permission;
import revenant.api.tree.Permissions;

/// Nodes as keys and values of a sorted map.
///
/// A key is the path with [#SEPARATOR] for each slash. It is less than any character of a name, so
/// a node comes right before all that is below it, and children in the order of their names. A
/// value is how many permissions there are, each as letter and domid, and the node's value.
final class Entries {
  static final byte SEPARATOR = 1;
  private static final int PERMISSION_BYTES = 3;

  // Most lists and most names occur again and again; in memory each is there once.
  private final Map<ByteBuffer, Permissions> lists = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  static byte[] key(NodePath path) {
    byte[] key = path.toString().getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < key.length; i++) if (key[i] == '/') key[i] = SEPARATOR;
    return key;
  }

  static byte[] value(Node node) {
    ImmutableList<Permission> list = node.permissions().entries();
    Bytes octets = node.value();
    int head = Short.BYTES + list.size() * PERMISSION_BYTES;
    byte[] value = new byte[head + octets.length()];
    ByteBuffer writer = ByteBuffer.wrap(value).putShort((short) list.size());
    for (Permission entry : list)
      writer.put((byte) entry.access().letter()).putShort((short) entry.domid());
    octets.copyTo(value, head);
    return value;
  }

  Node node(byte[] value) {
    int head = Short.BYTES + (ByteBuffer.wrap(value).getShort() & 0xffff) * PERMISSION_BYTES;
    Permissions permissions =
        lists.computeIfAbsent(ByteBuffer.wrap(value, 0, head).slice(), Entries::permissions);
    return Node.of(Bytes.copyOf(value, head, value.length - head), permissions);
  }

  private static Permissions permissions(ByteBuffer head) {
    ByteBuffer reader = head.duplicate().position(Short.BYTES);
    MutableList<Permission> list = Lists.mutable.empty();
    while (reader.hasRemaining()) {
      Access access = Access.of((char) reader.get()).orElseThrow();
      list.add(new Permission(reader.getShort() & 0xffff, access));
    }
    return new Permissions(list.toImmutable());
  }

  String name(byte[] key, int from) {
    String name = new String(key, from, key.length - from, StandardCharsets.ISO_8859_1);
    return names.computeIfAbsent(name, same -> same);
  }
}

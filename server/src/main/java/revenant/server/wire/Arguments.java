package revenant.server.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.collections.impl.factory.Lists;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permission;
import revenant.api.tree.Permissions;
import revenant.server.wire.Request.Malformed;

/// A payload being taken apart. Every method throws [Wrong] where the payload is not what it should
/// be.
final class Arguments {
  /// The payload cannot be what it should be; carries no stack, it is an answer and not a failure.
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong() {
      super(null, null, false, false);
    }

    Malformed malformed() {
      return new Malformed(Errno.EINVAL);
    }
  }

  private static final int DOMID_MAX = 65535;

  private final Bytes payload;
  private final String base;

  /// @param base the path that relative ones start from, without a slash at the end
  Arguments(Bytes payload, String base) {
    this.payload = payload;
    this.base = base;
  }

  private int end(int from) throws Wrong {
    for (int i = from; i < payload.length(); i++) if (payload.at(i) == 0) return i;
    throw new Wrong();
  }

  /// The one string that the payload is; its NUL is the last byte.
  String only() throws Wrong {
    int end = end(0);
    if (end != payload.length() - 1) throw new Wrong();
    return payload.text(0, end);
  }

  /// The first string, whatever follows.
  String first() throws Wrong {
    return payload.text(0, end(0));
  }

  /// What follows the first string.
  Bytes rest() throws Wrong {
    return payload.from(end(0) + 1);
  }

  /// All strings that have their NUL; bytes after the last NUL are ignored, as C xenstored does.
  List<String> all() {
    List<String> strings = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < payload.length(); i++) {
      if (payload.at(i) != 0) continue;
      strings.add(payload.text(from, i));
      from = i + 1;
    }
    return strings;
  }

  /// All strings, of which there are between `min` and `max`.
  List<String> all(int min, int max) throws Wrong {
    List<String> strings = all();
    if (strings.size() < min || strings.size() > max) throw new Wrong();
    return strings;
  }

  NodePath path(String text) throws Wrong {
    if (text.startsWith("@")) throw new Wrong();
    String absolute = text.startsWith("/") ? text : base + "/" + text;
    return NodePath.parse(absolute).orElseThrow(Wrong::new);
  }

  Place place(String text) throws Wrong {
    if (!text.startsWith("@")) return new Place.At(path(text));
    // The rules are those of a path that begins with the special name.
    if (NodePath.parse("/" + text).isEmpty()) throw new Wrong();
    return new Place.Special(text);
  }

  static boolean isRelative(String text) {
    return !text.startsWith("/") && !text.startsWith("@");
  }

  static int domid(String text) throws Wrong {
    long domid = number(text);
    if (domid > DOMID_MAX) throw new Wrong();
    return (int) domid;
  }

  /// A decimal number from 0 to 2^31 - 1.
  static int number(String text) throws Wrong {
    if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9'))
      throw new Wrong();
    long number = Long.parseLong(text);
    if (number > Integer.MAX_VALUE) throw new Wrong();
    return (int) number;
  }

  /// A decimal number that may have a sign: toolstacks spell a gfn so.
  static long signed(String text) throws Wrong {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Wrong();
    }
  }

  static OptionalInt optionalDomid(List<String> strings, int count) throws Wrong {
    return strings.size() < count ? OptionalInt.empty() : OptionalInt.of(domid(strings.get(0)));
  }

  /// The permission entries in `strings` from the second on.
  Permissions permissions(List<String> strings) throws Wrong {
    if (strings.size() < 2) throw new Wrong();
    List<Permission> entries = new ArrayList<>();
    for (String text : strings.subList(1, strings.size())) {
      Optional<Permission> entry = Permission.parse(text);
      entries.add(entry.orElseThrow(Wrong::new));
    }
    return new Permissions(Lists.immutable.withAll(entries));
  }
}

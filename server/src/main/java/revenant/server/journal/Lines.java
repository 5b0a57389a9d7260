package revenant.server.journal;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import revenant.api.tree.Bytes;

/// Lines of `key=value`, as people read them in a store's history. What could break a line is
/// written as `%NN`.
final class Lines {
  private static final String DIGITS = "0123456789abcdef";

  private final StringBuilder text = new StringBuilder();

  Lines add(String key, String value) {
    text.append(key).append('=');
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) append(octet);
    text.append('\n');
    return this;
  }

  Lines add(String key, long value) {
    text.append(key).append('=').append(value).append('\n');
    return this;
  }

  Lines add(String key, Bytes value) {
    text.append(key).append('=');
    for (int i = 0; i < value.length(); i++) append(value.at(i));
    text.append('\n');
    return this;
  }

  private void append(byte octet) {
    if (octet >= ' ' && octet < 0x7f && octet != '%') text.append((char) octet);
    else
      text.append('%').append(DIGITS.charAt(octet >> 4 & 0xf)).append(DIGITS.charAt(octet & 0xf));
  }

  Bytes bytes() {
    return Bytes.of(text.toString());
  }

  /// The values of all lines, still escaped, by key.
  static Map<String, String> of(Bytes lines) {
    Map<String, String> values = new TreeMap<>();
    for (String line : lines.text().lines().toList()) {
      int equals = line.indexOf('=');
      if (equals < 0) throw new Damage("a line without '='");
      values.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return values;
  }

  static Bytes octets(String escaped) {
    byte[] octets = new byte[escaped.length()];
    int length = 0;
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '%') {
        octets[length++] = (byte) (digit(escaped, i + 1) << 4 | digit(escaped, i + 2));
        i += 2;
      } else {
        octets[length++] = (byte) c;
      }
    }
    return Bytes.copyOf(octets, 0, length);
  }

  private static int digit(String escaped, int at) {
    int digit = at < escaped.length() ? Character.digit(escaped.charAt(at), 16) : -1;
    if (digit < 0) throw new Damage("a '%' without two digits");
    return digit;
  }

  static String text(String escaped) {
    return new String(octets(escaped).toArray(), StandardCharsets.UTF_8);
  }

  static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException wrong) {
      throw new Damage("a number that is none");
    }
  }

  /// A node name for any text: itself if it can be one, otherwise `@` and hexadecimal digits.
  static String name(String text) {
    if (revenant.api.tree.NodePath.isName(text) && !text.startsWith(CODED)) return text;
    StringBuilder name = new StringBuilder(CODED);
    for (byte octet : text.getBytes(StandardCharsets.UTF_8))
      name.append(DIGITS.charAt(octet >> 4 & 0xf)).append(DIGITS.charAt(octet & 0xf));
    return name.toString();
  }

  private static final String CODED = "@@";

  static String named(String name) {
    if (!name.startsWith(CODED)) return name;
    byte[] octets = new byte[(name.length() - CODED.length()) / 2];
    for (int i = 0; i < octets.length; i++) {
      int at = CODED.length() + 2 * i;
      octets[i] = (byte) (digit(name, at) << 4 | digit(name, at + 1));
    }
    return new String(octets, StandardCharsets.UTF_8);
  }
}

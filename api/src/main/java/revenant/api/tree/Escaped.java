package revenant.api.tree;

/// Text from a client made safe for a log line or a commit message: printable ASCII, bounded.
public final class Escaped {
  private Escaped() {}

  /// `text` with control characters, backslashes and non-ASCII characters as `\xNN`, cut after
  /// `charactersMax` characters of the result, with `...` where it was cut.
  public static String of(String text, int charactersMax) {
    StringBuilder safe = new StringBuilder(Math.min(text.length(), charactersMax) + 4);
    for (int i = 0; i < text.length(); i++) {
      if (safe.length() >= charactersMax) return safe.append("...").toString();
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '\\') safe.append(c);
      else safe.append(String.format("\\x%02x", c & 0xff));
    }
    return safe.toString();
  }
}

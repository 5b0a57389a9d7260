package revenant.api.tree;

/// Text from a client made safe for a log line or a commit message: printable ASCII, bounded.
public final class Escaped {
  private static final String CUT = "...";
  private static final String DIGITS = "0123456789abcdef";

  private Escaped() {}

  /// `text` with control characters, backslashes and non-ASCII characters as `\xNN` (`\\uNNNN` if
  /// two digits do not do), never longer than `charactersMax`, which is 3 or more: where something
  /// had to be left out the result ends in `...`.
  public static String of(String text, int charactersMax) {
    StringBuilder safe = new StringBuilder(Math.min(text.length(), charactersMax) + 6);
    int fitsWithCut = 0;
    for (int i = 0; i < text.length(); i++) {
      append(safe, text.charAt(i));
      if (safe.length() > charactersMax) {
        safe.setLength(fitsWithCut);
        return safe.append(CUT).toString();
      }
      if (safe.length() <= charactersMax - CUT.length()) fitsWithCut = safe.length();
    }
    return safe.toString();
  }

  private static void append(StringBuilder safe, char c) {
    if (c >= ' ' && c < 0x7f && c != '\\') {
      safe.append(c);
    } else {
      safe.append(c > 0xff ? "\\u" : "\\x");
      for (int shift = c > 0xff ? 12 : 4; shift >= 0; shift -= 4)
        safe.append(DIGITS.charAt(c >> shift & 0xf));
    }
  }
}

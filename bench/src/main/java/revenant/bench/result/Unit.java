package revenant.bench.result;

import java.util.Locale;

/// What a figure counts.
public enum Unit {
  /// How often in a second.
  PER_SECOND("/s", true),
  /// Time, a millionth of a second.
  MICROS("us", false),
  /// Time, a thousandth of a second.
  MILLIS("ms", false),
  /// Time.
  SECONDS("s", false),
  /// Memory.
  BYTES("B", false),
  /// Memory, 2^20 bytes.
  MEBIBYTES("MiB", false),
  /// A share.
  PERCENT("%", false),
  /// A number of something.
  COUNT("", false);

  private final String label;
  private final boolean isMoreBetter;

  Unit(String label, boolean isMoreBetter) {
    this.label = label;
    this.isMoreBetter = isMoreBetter;
  }

  /// What stands behind a number.
  public String label() {
    return label;
  }

  /// Whether more of it is better.
  public boolean isMoreBetter() {
    return isMoreBetter;
  }

  /// A number with three significant digits or more, and the unit behind it.
  public String text(double value) {
    String space = label.isEmpty() || this == PER_SECOND || this == PERCENT ? "" : " ";
    return number(value) + space + label;
  }

  /// A number with three significant digits or more.
  public static String number(double value) {
    double size = Math.abs(value);
    int digits = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}

package revenant.api.tree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An immutable string of octets: a node's value, a watch's token. Equal when the octets are.
public final class Bytes implements Comparable<Bytes> {
  /// No octets.
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] octets;

  private Bytes(byte[] octets) {
    this.octets = octets;
  }

  /// The octets of `text` in ISO 8859-1, one for each character; others become `?`.
  public static Bytes of(String text) {
    return text.isEmpty() ? EMPTY : new Bytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// A copy of `octets`.
  public static Bytes copyOf(byte[] octets) {
    return copyOf(octets, 0, octets.length);
  }

  /// A copy of `length` octets from `from` on.
  public static Bytes copyOf(byte[] octets, int from, int length) {
    return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(octets, from, from + length));
  }

  /// Takes `octets` as they are, without a copy: the caller must never change them again.
  public static Bytes wrap(byte[] octets) {
    return octets.length == 0 ? EMPTY : new Bytes(octets);
  }

  /// How many octets there are.
  public int length() {
    return octets.length;
  }

  /// The octet at `index`.
  public byte at(int index) {
    return octets[index];
  }

  /// The octets from `from` on.
  public Bytes from(int from) {
    return from == 0 ? this : copyOf(octets, from, octets.length - from);
  }

  /// The octets in [from, to) as ISO 8859-1 text, unescaped.
  public String text(int from, int to) {
    return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /// Copies all octets to `into`, from `at` on.
  public void copyTo(byte[] into, int at) {
    System.arraycopy(octets, 0, into, at, octets.length);
  }

  /// Puts up to `lengthMax` octets from `from` on into `into`, as many as there are.
  public void putTo(ByteBuffer into, int from, int lengthMax) {
    into.put(octets, from, Math.min(lengthMax, octets.length - from));
  }

  /// A fresh array of the octets.
  public byte[] toArray() {
    return octets.clone();
  }

  /// The octets as ISO 8859-1 text, unescaped; the inverse of [#of(String)].
  public String text() {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  byte[] octets() {
    return octets;
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(octets, other.octets);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(octets, bytes.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  /// Printable, bounded and safe for a log: see [Escaped].
  @Override
  public String toString() {
    return Escaped.of(text(), 256);
  }
}

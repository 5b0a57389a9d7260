package revenant.server.journal;

import java.nio.charset.StandardCharsets;
import revenant.api.tree.Bytes;

/// Reads what an [Encoder] wrote, in the same order. Whatever the bytes are, it ends in a value or
/// in [Damage], and allocates no more than the bytes are long.
final class Decoder {
  private final byte[] buffer;
  private final int end;
  private int at;

  Decoder(byte[] buffer) {
    this(buffer, 0, buffer.length);
  }

  Decoder(byte[] buffer, int from, int length) {
    this.buffer = buffer;
    this.at = from;
    this.end = from + length;
  }

  boolean isAtEnd() {
    return at == end;
  }

  /// Nothing may follow.
  void finish() {
    if (!isAtEnd()) throw new Damage((end - at) + " bytes too many");
  }

  int octet() {
    if (at == end) throw new Damage("it ends too early");
    return buffer[at++] & 0xff;
  }

  boolean flag() {
    int octet = octet();
    if (octet > 1) throw new Damage("a flag of " + octet);
    return octet == 1;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int octet = octet();
      value |= (octet & 0x7FL) << shift;
      if (octet < 0x80) return value;
    }
    throw new Damage("a number without end");
  }

  long signed() {
    long value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  int integer() {
    return narrow(number());
  }

  int signedInteger() {
    return narrow(signed());
  }

  private static int narrow(long value) {
    if (value != (int) value) throw new Damage("a number of " + value);
    return (int) value;
  }

  /// How many things follow, each of at least one byte.
  int count() {
    long count = number();
    if (count < 0 || count > end - at) throw new Damage("a count of " + count);
    return (int) count;
  }

  Bytes bytes() {
    int length = count();
    at += length;
    return Bytes.copyOf(buffer, at - length, length);
  }

  String text() {
    long header = number();
    long characters = header >>> 1;
    boolean isWide = (header & 1) != 0;
    if (characters > (isWide ? (end - at) / 2 : end - at))
      throw new Damage("a text of " + characters + " characters");
    return isWide ? wide((int) characters) : latin((int) characters);
  }

  private String latin(int characters) {
    at += characters;
    return new String(buffer, at - characters, characters, StandardCharsets.ISO_8859_1);
  }

  private String wide(int characters) {
    char[] text = new char[characters];
    for (int i = 0; i < characters; i++) text[i] = (char) (octet() << 8 | octet());
    return new String(text);
  }
}

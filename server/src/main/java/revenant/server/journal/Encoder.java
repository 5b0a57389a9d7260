package revenant.server.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import revenant.api.tree.Bytes;

/// Writes numbers and texts one after another into a buffer that grows and is used again: nothing
/// is allocated for a record that is not longer than those before it.
final class Encoder {
  private static final int LATIN = 0;
  private static final int WIDE = 1;
  private static final int NUMBER_BYTES_MAX = 10;

  private byte[] buffer = new byte[1024];
  private int length;

  /// Forgets what was written.
  Encoder clear() {
    length = 0;
    return this;
  }

  /// Leaves `bytes` bytes free for others to fill in.
  Encoder skip(int bytes) {
    reserve(bytes);
    length += bytes;
    return this;
  }

  int length() {
    return length;
  }

  /// What was written, up to [#length()]; the next call may change it.
  byte[] buffer() {
    return buffer;
  }

  byte[] toArray() {
    return Arrays.copyOf(buffer, length);
  }

  /// A view of what was written; the next call may change it.
  ByteBuffer view() {
    return ByteBuffer.wrap(buffer, 0, length);
  }

  private void reserve(int more) {
    if (buffer.length - length < more)
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
  }

  Encoder octet(int value) {
    reserve(1);
    buffer[length++] = (byte) value;
    return this;
  }

  Encoder flag(boolean value) {
    return octet(value ? 1 : 0);
  }

  /// Seven bits an octet, the low ones first; all but the last octet have the high bit set.
  Encoder number(long value) {
    reserve(NUMBER_BYTES_MAX);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
    return this;
  }

  /// A number that may be negative, small where its absolute value is.
  Encoder signed(long value) {
    return number((value << 1) ^ (value >> 63));
  }

  Encoder bytes(Bytes value) {
    number(value.length());
    reserve(value.length());
    value.copyTo(buffer, length);
    length += value.length();
    return this;
  }

  /// Almost all text is Latin 1: an octet a character.
  Encoder text(String text) {
    if (!isWide(text)) return latin(text);
    int characters = text.length();
    number((long) characters << 1 | WIDE);
    reserve(2 * characters);
    for (int i = 0; i < characters; i++) {
      buffer[length++] = (byte) (text.charAt(i) >> 8);
      buffer[length++] = (byte) text.charAt(i);
    }
    return this;
  }

  /// The same for who knows that no character is beyond Latin 1.
  @SuppressWarnings("deprecation") // copies low bytes, which is what is wanted here, and no array
  Encoder latin(String text) {
    int characters = text.length();
    number((long) characters << 1 | LATIN);
    reserve(characters);
    text.getBytes(0, characters, buffer, length);
    length += characters;
    return this;
  }

  private static boolean isWide(String text) {
    int characters = text.length(); // not asked for each of them: two fifths of what this took
    for (int i = 0; i < characters; i++) if (text.charAt(i) > 0xff) return true;
    return false;
  }
}

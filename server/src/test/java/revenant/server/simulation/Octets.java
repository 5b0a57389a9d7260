package revenant.server.simulation;

import java.util.Arrays;

/// A stream of octets that only grows.
final class Octets {
  private byte[] octets = new byte[64];
  private int length;

  int length() {
    return length;
  }

  byte at(int index) {
    return octets[index];
  }

  void add(byte octet) {
    if (length == octets.length) octets = Arrays.copyOf(octets, 2 * length);
    octets[length++] = octet;
  }

  void add(byte[] more) {
    for (byte octet : more) add(octet);
  }

  /// Takes back all after the first `count`.
  void cut(int count) {
    length = Math.min(length, count);
  }

  byte[] from(int from, int to) {
    return Arrays.copyOfRange(octets, from, to);
  }

  /// Whether both have the same octets in [from, to).
  boolean agrees(Octets other, int from, int to) {
    return to <= length
        && to <= other.length
        && Arrays.equals(octets, from, to, other.octets, from, to);
  }
}

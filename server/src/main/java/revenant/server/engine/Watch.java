package revenant.server.engine;

import revenant.api.tree.Bytes;
import revenant.server.wire.Place;

/// A client's wish to be told of changes.
///
/// @param session whose it is
/// @param sequence its rank among all watches, in the order in which they were set
/// @param place what is watched
/// @param token the client's own name for it
/// @param depth how many levels below count, or -1 for all
/// @param prefix how many characters at the start of an event's path the client is not shown,
///   because it spelled the path relative to its own
public record Watch(long session, long sequence, Place place, Bytes token, int depth, int prefix) {
  /// What a client tells its watches apart by; a depth is not part of it.
  ///
  /// @param place as text
  /// @param token the client's name for it
  public record Key(String place, Bytes token) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = place.compareTo(other.place);
      return order != 0 ? order : token.compareTo(other.token);
    }
  }

  /// What its client tells it apart by.
  public Key key() {
    return new Key(place.toString(), token);
  }

  /// Whether a change `levels` below the watched node counts.
  boolean reaches(int levels) {
    return depth < 0 || levels <= depth;
  }

  long bytes() {
    return (long) place.toString().length() + token.length();
  }
}

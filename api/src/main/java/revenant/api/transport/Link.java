package revenant.api.transport;

import java.nio.ByteBuffer;

/// One client as two streams of bytes, with positions counted from 0 since the connection began.
/// Every call may be repeated with the same arguments, so that a server that died between two calls
/// goes on where it was. Called by one thread at a time. No call blocks, and none throws for what a
/// client does.
public interface Link {
  /// What [#read] answers when no more input will come.
  int END = -1;

  /// What [#read] answers when what the client wrote makes no sense as a connection (the indices of
  /// a ring, xenstore-ring.txt). Nothing can be read or written until [#reset].
  int BROKEN = -2;

  /// Who is at the other end.
  Peer peer();

  /// Copies input from `position` on to `into`, as much as is there and fits, and leaves it where
  /// it is.
  ///
  /// From a peer that is durable whatever is there is consumed, also half a packet. For any other a
  /// whole packet has to fit in: 4112 bytes.
  ///
  /// @param position at least the consumed position
  /// @return how many bytes were copied, 0 if none are there now, or [#END]
  int read(long position, ByteBuffer into);

  /// Makes the link ready again, without an event: there was more to do than a turn takes. Does
  /// nothing after [#close]. The one call that may come from any thread.
  void again();

  /// Lets go of the input before `position`. Comes after the writes of a turn, those to other links
  /// too, also where the position is the old one: it is now that the client is woken, once for all
  /// of them. Until then what was written may be kept, to be given to many clients at once.
  void consumed(long position);

  /// How much output the client has been given so far.
  long written();

  /// Gives the client output that starts at `position`, as much as there is room for; bytes before
  /// [#written()] are skipped. Where not all could be written the link becomes ready when there is
  /// room.
  ///
  /// @return what [#written()] is afterwards
  long write(long position, ByteBuffer bytes);

  /// Goes on with a connection that a server before this one had. Called first, once, for a peer
  /// that is durable and whose session is known; a link for which it is not called begins at 0. The
  /// client sees that input before `consumed` is let go of, and what it is offered now, and is
  /// woken; nothing else changes.
  ///
  /// @param consumed the position before which all input was executed
  /// @param published the position before which output is known to have been given
  /// @param end the position where all output ends that there is to give
  /// @param features the bits that the client is offered, as in [#reset]
  /// @return whether the link stands between these positions; if not, it is broken
  default boolean resume(long consumed, long published, long end, int features) {
    throw new UnsupportedOperationException("the peer is not durable");
  }

  /// Whether the client asks for a fresh connection. It becomes ready when the client does.
  default boolean wantsReset() {
    return false;
  }

  /// Begins anew, on the side that the client sees too: both positions are 0, what was under way is
  /// gone, an error is forgotten. The client is not told before [#opened].
  ///
  /// @param features the bits that the client is offered (XENSTORE_SERVER_FEATURE_*)
  default void reset(int features) {
    throw new UnsupportedOperationException("the peer is not durable");
  }

  /// Tells the client that the connection after a [#reset] can be used.
  default void opened() {}

  /// Stops the connection and tells the client why; until [#reset] nothing is read or written.
  ///
  /// @param error 1 for a failure of the server's, 2 for indices that make no sense, 3 for a packet
  ///   that makes none (XENSTORE_ERROR_*)
  default void stop(int error) {
    close();
  }

  /// Ends the connection.
  void close();
}

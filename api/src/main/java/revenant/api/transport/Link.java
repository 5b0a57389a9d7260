package revenant.api.transport;

import java.nio.ByteBuffer;

/// One client as two streams of bytes, with positions counted from 0 since the connection began.
/// Every call may be repeated with the same arguments, so that a server that died between two calls
/// goes on where it was. Called by one thread at a time. No call blocks, and none throws for what a
/// client does.
public interface Link {
  /// What [#read] answers when no more input will come.
  int END = -1;

  /// Who is at the other end.
  Peer peer();

  /// Copies input from `position` on to `into`, as much as is there and fits, and leaves it where
  /// it is.
  ///
  /// @param position at least the consumed position
  /// @return how many bytes were copied, 0 if none are there now, or [#END]
  int read(long position, ByteBuffer into);

  /// How many bytes of input the link can hold unconsumed; a packet that is longer must be consumed
  /// in parts. Rings hold 1024, sockets any packet.
  int inputMax();

  /// Lets go of the input before `position`.
  void consumed(long position);

  /// How much output the client has been given so far.
  long written();

  /// Gives the client output that starts at `position`, as much as there is room for; bytes before
  /// [#written()] are skipped. Where not all could be written the link becomes ready when there is
  /// room.
  ///
  /// @return what [#written()] is afterwards
  long write(long position, ByteBuffer bytes);

  /// Ends the connection.
  void close();
}

package revenant.server.simulation;

import java.nio.ByteBuffer;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;

/// A socket connection, both ends. It dies with the process.
final class Socket implements Link {
  /// Told of what was read: the stream positions where it begins and ends.
  interface OnRead {
    void read(long from, long to);
  }

  private static final int ROOM = 1500;

  private final Peer peer;
  private final Fate fate;
  private final Oracles oracles;
  private final OnRead onRead;
  private final Runnable again;
  private final Runnable onClose;
  private final Octets in = new Octets();
  private final Octets out = new Octets();
  private int taken;
  private boolean isEnded;

  Socket(Peer peer, Fate fate, Oracles oracles, OnRead onRead, Runnable again, Runnable onClose) {
    this.peer = peer;
    this.fate = fate;
    this.oracles = oracles;
    this.onRead = onRead;
    this.again = again;
    this.onClose = onClose;
  }

  /// The client sends.
  void send(byte octet) {
    in.add(octet);
  }

  int sent() {
    return in.length();
  }

  /// The client will send no more.
  void end() {
    isEnded = true;
  }

  int waiting() {
    return out.length() - taken;
  }

  boolean isFull() {
    return waiting() == ROOM;
  }

  /// The client receives.
  byte receive() {
    return out.at(taken++);
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public int read(long position, ByteBuffer into) {
    int count = Math.min(in.length() - (int) position, into.remaining());
    for (int i = 0; i < count; i++) into.put(in.at((int) position + i));
    boolean isProbe = into.capacity() == 1;
    if (!isProbe) onRead.read(position, position + count);
    return count == 0 && isEnded ? END : count;
  }

  @Override
  public void again() {
    again.run();
  }

  @Override
  public void consumed(long position) {}

  @Override
  public long written() {
    return out.length();
  }

  @Override
  public long write(long position, ByteBuffer bytes) {
    bytes.position(bytes.position() + (int) (out.length() - position));
    int count = Math.min(bytes.remaining(), ROOM - waiting());
    if (count == 0) return written();
    oracles.telling();
    fate.step(() -> {
      for (int i = 0; i < count; i++) out.add(bytes.get());
    });
    return written();
  }

  @Override
  public void close() {
    onClose.run();
  }
}

package revenant.transport.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;

/// One connection. The loop's thread fills it with what arrived; whoever owns the server takes that
/// out and writes. Both may be different threads, so it is guarded by its own lock.
final class SocketLink implements Link {
  /// How much is offered to the kernel at once. More would be copied each time and mostly in vain.
  private static final int WRITE_MAX = 256 << 10;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Loop loop;
  private final Peer peer;
  private final Input input = new Input();
  private long written;

  /// Nothing more will arrive: what is held can still be read.
  private boolean hasEnded;

  /// The client cannot be answered any more: what is held need not be read.
  private boolean isBroken;

  /// [Input#MAX] is held, and the rest waits in the kernel.
  private boolean isPaused;

  SocketLink(SocketChannel channel, SelectionKey key, Loop loop, long number) {
    this.channel = channel;
    this.key = key;
    this.loop = loop;
    this.peer = new Peer(0, true, false, "socket " + number);
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public synchronized int read(long position, ByteBuffer into) {
    if (isBroken) return END;
    int count = input.copy(position, into);
    return count == 0 && hasEnded && into.hasRemaining() ? END : count;
  }

  @Override
  public void again() {
    loop.again(this);
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public synchronized void consumed(long position) {
    input.consume(position);
    if (!isPaused || input.room() < Input.MAX / 2) return;
    isPaused = false;
    want(SelectionKey.OP_READ);
  }

  @Override
  public synchronized long written() {
    return written;
  }

  @Override
  public synchronized long write(long position, ByteBuffer bytes) {
    if (position > written) throw new IllegalArgumentException(position + " > " + written);
    int start = bytes.position();
    int end = bytes.limit();
    long skipped = Math.min(written - position, end - start);
    bytes.position(start + (int) skipped);
    bytes.limit(Math.min(end, bytes.position() + WRITE_MAX));
    give(bytes);
    if (bytes.position() < end) want(SelectionKey.OP_WRITE);
    bytes.limit(end).position(start);
    return written;
  }

  /// A client that left while being written to is found by the next select, since its key always
  /// counts as writable then.
  private void give(ByteBuffer bytes) {
    if (isBroken || !bytes.hasRemaining()) return;
    try {
      written += channel.write(bytes);
    } catch (IOException _) {
      isBroken = true;
    }
  }

  @Override
  public synchronized void close() {
    isBroken = true;
    try {
      channel.close();
    } catch (IOException _) {
      // It is gone all the same.
    }
    loop.wakeUp();
  }

  /// Reads once, through `scratch`. Called by the loop when there is something to read.
  synchronized void fill(ByteBuffer scratch) {
    if (isPaused || hasEnded) return;
    scratch.clear().limit(input.room());
    if (receive(scratch) < 0) hasEnded = true;
    input.add(scratch.flip());
    isPaused = input.room() == 0;
    if (isPaused || hasEnded) unwant(SelectionKey.OP_READ);
  }

  private int receive(ByteBuffer into) {
    try {
      return channel.read(into);
    } catch (IOException _) {
      return END;
    }
  }

  /// Says no more that there is room for output, until a write finds that there is none.
  synchronized void writable() {
    unwant(SelectionKey.OP_WRITE);
  }

  private void want(int operation) {
    try {
      key.interestOpsOr(operation);
      loop.wakeUp();
    } catch (CancelledKeyException _) {
      // Closed: there is nothing to wait for.
    }
  }

  private void unwant(int operation) {
    try {
      key.interestOpsAnd(~operation);
    } catch (CancelledKeyException _) {
      // Closed: there is nothing to wait for.
    }
  }
}

package revenant.transport.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;
import revenant.transport.socket.batch.Batch;

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

  /// What the client has been given as far as the server knows, and the kernel had no room for.
  private @Nullable ByteBuffer rest;

  /// The number of its socket, once it was asked for.
  private int number = -1;

  /// Whether output of this turn waits for that of other clients, to be given away together.
  private boolean isGathered;

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
    if (isGathered) loop.giveAway();
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
    if (isGathered) loop.giveAway();
    if (rest == null && bytes.hasRemaining() && !isBroken) give(bytes);
    if (bytes.position() < end) want(SelectionKey.OP_WRITE);
    bytes.limit(end).position(start);
    return written;
  }

  /// A client that left while being written to is found by the next select, since its key always
  /// counts as writable then.
  private void give(ByteBuffer bytes) {
    int count = bytes.remaining();
    isGathered = loop.gather(this, bytes);
    if (isGathered) bytes.position(bytes.limit());
    else send(bytes);
    written += count - bytes.remaining();
  }

  private void send(ByteBuffer bytes) {
    try {
      channel.write(bytes);
    } catch (IOException _) {
      isBroken = true;
    }
  }

  /// Its socket, as the kernel knows it.
  int number(Batch batch) {
    if (number < 0) number = batch.number(channel);
    return number;
  }

  /// Told what became of output that was gathered.
  ///
  /// @param count how many of `bytes` the kernel took, or the negative number of an error
  synchronized void given(int count, ByteBuffer bytes) {
    isGathered = false;
    if (count == bytes.limit()) return;
    if (count < 0 && count != Batch.LATER) isBroken = true;
    else rest = ByteBuffer.allocate(bytes.limit()).put(bytes).flip().position(Math.max(0, count));
    want(SelectionKey.OP_WRITE);
  }

  @Override
  public synchronized void close() {
    if (isGathered) loop.giveAway();
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
    int count = receive(scratch);
    arrived(count, scratch.flip());
  }

  /// How many bytes may be read for it now.
  synchronized int room() {
    return isPaused || hasEnded ? 0 : input.room();
  }

  /// Told what the loop has read for it.
  ///
  /// @param count not more than there was [#room()] for, negative if no more will come
  synchronized void arrived(int count, ByteBuffer bytes) {
    if (count < 0) hasEnded = true;
    input.add(bytes);
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
    if (rest != null && !isBroken) send(rest);
    if (rest != null && rest.hasRemaining() && !isBroken) return;
    rest = null;
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

package revenant.server.simulation;

import java.nio.ByteBuffer;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;

/// A link that is spoken to through another.
class LinkThrough implements Link {
  private final Link link;

  LinkThrough(Link link) {
    this.link = link;
  }

  @Override
  public Peer peer() {
    return link.peer();
  }

  @Override
  public int read(long position, ByteBuffer into) {
    return link.read(position, into);
  }

  @Override
  public void consumed(long position) {
    link.consumed(position);
  }

  @Override
  public long written() {
    return link.written();
  }

  @Override
  public long write(long position, ByteBuffer bytes) {
    return link.write(position, bytes);
  }

  @Override
  public void again() {
    link.again();
  }

  @Override
  public boolean resume(long consumed, long published, long end, int features) {
    return link.resume(consumed, published, end, features);
  }

  @Override
  public boolean wantsReset() {
    return link.wantsReset();
  }

  @Override
  public void reset(int features) {
    link.reset(features);
  }

  @Override
  public void opened() {
    link.opened();
  }

  @Override
  public void stop(int error) {
    link.stop(error);
  }

  @Override
  public void close() {
    link.close();
  }
}

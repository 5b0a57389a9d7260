package revenant.testkit.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import revenant.api.transport.Link;
import revenant.api.transport.Service;

/// A service that sends back what it is sent, byte by byte, and takes nothing more while something
/// of that could not be sent. It makes every call twice, as a server may that has died in between,
/// and keeps what it finds wrong. Like a server it never has a transport's thread wait: links are
/// left to whoever owns it.
final class Echo implements Service {
  private static final int BYTES_AT_ONCE = 1 << 16;

  private final ReentrantLock ownership = new ReentrantLock();
  private final Queue<Link> left = new ConcurrentLinkedQueue<>();
  private final Map<Link, Session> sessions = new HashMap<>();
  private final List<String> mistakes = new ArrayList<>();

  /// A client's input from `start` on that is on its way back.
  private record Session(long start, ByteBuffer bytes) {
    static final Session NEW = new Session(0, ByteBuffer.allocate(0));

    long end() {
      return start + bytes.limit();
    }
  }

  /// What was not as a [Link] has to be.
  List<String> mistakes() {
    ownership.lock();
    try {
      return List.copyOf(mistakes);
    } finally {
      ownership.unlock();
    }
  }

  interface Deed<T> {
    T run() throws IOException;
  }

  /// Does what only the owner may.
  <T> T own(Deed<T> deed) throws IOException {
    ownership.lock();
    try {
      return deed.run();
    } finally {
      ownership.unlock();
      serve();
    }
  }

  @Override
  public void ready(List<? extends Link> links) {
    left.addAll(links);
    serve();
  }

  /// Whoever leaves a link fails to get the ownership before that is given up, and it is looked at
  /// after.
  private void serve() {
    while (!left.isEmpty() && ownership.tryLock()) {
      try {
        for (Link link = left.poll(); link != null; link = left.poll()) serve(link);
      } finally {
        ownership.unlock();
      }
    }
  }

  private void serve(Link link) {
    while (isSent(link)) {
      Session session = sessions.getOrDefault(link, Session.NEW);
      ByteBuffer input = ByteBuffer.allocate(BYTES_AT_ONCE);
      int count = link.read(session.end(), input);
      if (count < 0) {
        link.close();
        sessions.remove(link);
      }
      if (count <= 0) return;
      input.flip();
      readAgain(link, session.end(), input);
      sessions.put(link, new Session(session.end(), input));
    }
  }

  private void readAgain(Link link, long position, ByteBuffer known) {
    ByteBuffer again = ByteBuffer.allocate(known.limit());
    link.read(position, again);
    if (!again.flip().equals(known)) mistakes.add("input differs when it is read again");
  }

  /// Output goes first, then the input that it answers is let go of.
  private boolean isSent(Link link) {
    Session session = sessions.getOrDefault(link, Session.NEW);
    long written = link.write(session.start, session.bytes);
    if (written != link.written()) mistakes.add("write answers other than written()");
    if (session.bytes.position() != 0) mistakes.add("write moves the position of the buffer");
    written = link.write(session.start, session.bytes);
    long taken = written == session.end() ? session.end() : session.start;
    link.consumed(taken);
    link.consumed(taken);
    return written == session.end();
  }
}

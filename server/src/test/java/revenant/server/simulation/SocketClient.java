package revenant.server.simulation;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Link;
import revenant.server.journal.Choices;

/// A client on one socket connection.
final class SocketClient extends Client {
  private final long session;
  private final Consumer<Client> notify;
  private @Nullable Socket socket;
  private boolean isEnded;

  SocketClient(
      Choices choices, Script script, int requests, long session, Consumer<Client> notify) {
    super(choices, script, requests, 0);
    this.session = session;
    this.notify = notify;
  }

  void connect(Socket connected) {
    socket = connected;
    notify.accept(this);
  }

  /// The server closed the connection, or died.
  void disconnect() {
    socket = null;
  }

  private Socket socket() {
    if (socket == null) throw new IllegalStateException("not connected");
    return socket;
  }

  @Override
  long session() {
    return session;
  }

  @Override
  @Nullable Link link() {
    return socket;
  }

  @Override
  long given() {
    return socket == null ? 0 : socket.written();
  }

  @Override
  int room() {
    return socket == null ? 0 : Integer.MAX_VALUE;
  }

  @Override
  void put(byte octet) {
    socket().send(octet);
  }

  @Override
  int waiting() {
    return socket == null ? 0 : socket.waiting();
  }

  @Override
  byte take() {
    return socket().receive();
  }

  @Override
  boolean isFull() {
    return socket().isFull();
  }

  @Override
  void stored(boolean wasPut, boolean wasFull) {
    if (wasPut || wasFull) notify.accept(this);
  }

  @Override
  void act() {
    if (socket == null) return;
    super.act();
    if (!isDone() || isEnded || waiting() > 0) return;
    isEnded = true;
    socket.end();
    notify.accept(this);
  }

  boolean isEnded() {
    return socket == null;
  }
}

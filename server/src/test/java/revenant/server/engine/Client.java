package revenant.server.engine;

import java.util.ArrayList;
import java.util.List;
import revenant.api.tree.Bytes;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;

/// Somebody who talks to a [Store]. Answers are the reply's text: strings without their NULs,
/// separated by blanks, or the name of an error.
final class Client {
  private final Store store;
  private final long session;
  private final int transaction;
  private final List<String> output;
  private final boolean[] isReading;

  Client(Store store, long session) {
    this(store, session, 0, new ArrayList<>(), new boolean[] {true});
  }

  private Client(
      Store store, long session, int transaction, List<String> output, boolean[] isReading) {
    this.store = store;
    this.session = session;
    this.transaction = transaction;
    this.output = output;
    this.isReading = isReading;
  }

  long session() {
    return session;
  }

  int transaction() {
    return transaction;
  }

  /// The same client, whose requests carry the id of a transaction.
  Client in(int id) {
    return new Client(store, session, id, output, isReading);
  }

  /// The same client in a new transaction.
  Client begin() {
    return in(Integer.parseInt(start()));
  }

  String read(String path) {
    return ask(RequestType.READ, path);
  }

  String write(String path, String value) {
    return text(send(RequestType.WRITE, path + "\0" + value));
  }

  String mkdir(String path) {
    return ask(RequestType.MKDIR, path);
  }

  String rm(String path) {
    return ask(RequestType.RM, path);
  }

  String directory(String path) {
    return ask(RequestType.DIRECTORY, path);
  }

  /// The payload as it is: a number, a NUL, names with a NUL each.
  String directoryPart(String path, int offset) {
    return send(RequestType.DIRECTORY_PART, path + "\0" + offset + "\0").payload().text();
  }

  String perms(String path) {
    return ask(RequestType.GET_PERMS, path);
  }

  /// @param entries separated by blanks
  String setPerms(String path, String entries) {
    return text(send(RequestType.SET_PERMS, path + "\0" + entries.replace(' ', '\0') + "\0"));
  }

  String watch(String path, String token) {
    return ask(RequestType.WATCH, path, token);
  }

  String watch(String path, String token, int depth) {
    return ask(RequestType.WATCH, path, token, Integer.toString(depth));
  }

  /// Watches, and forgets the event that every watch begins with.
  void watched(String path, String token) {
    watch(path, token);
    output.clear();
  }

  String unwatch(String path, String token) {
    return ask(RequestType.UNWATCH, path, token);
  }

  String resetWatches() {
    return ask(RequestType.RESET_WATCHES, "");
  }

  String start() {
    return ask(RequestType.TRANSACTION_START, "");
  }

  String commit() {
    return ask(RequestType.TRANSACTION_END, "T");
  }

  String abort() {
    return ask(RequestType.TRANSACTION_END, "F");
  }

  String introduce(int domid) {
    return ask(RequestType.INTRODUCE, Integer.toString(domid), "1000", "1");
  }

  String release(int domid) {
    return ask(RequestType.RELEASE, Integer.toString(domid));
  }

  String control(String... arguments) {
    return ask(RequestType.CONTROL, arguments);
  }

  /// Sends strings, each with its NUL.
  String ask(RequestType type, String... strings) {
    return text(send(type, String.join("\0", strings) + "\0"));
  }

  /// Sends a payload as it is.
  Packet send(RequestType type, String payload) {
    return send(type.number(), payload);
  }

  Packet send(int type, String payload) {
    return store.execute(this, new Packet(type, 99, transaction, Bytes.of(payload)));
  }

  static String text(Packet reply) {
    String text = reply.payload().text();
    boolean isTerminated = reply.type() != RequestType.READ.number() && text.endsWith("\0");
    return (isTerminated ? text.substring(0, text.length() - 1) : text).replace('\0', ' ');
  }

  /// The events since this was last asked, each as a path and a token.
  List<String> events() {
    List<String> events = new ArrayList<>();
    for (String packet : output())
      if (packet.startsWith("event ")) events.add(packet.substring("event ".length()));
    return events;
  }

  /// All packets since this was last asked.
  List<String> output() {
    List<String> all = List.copyOf(output);
    output.clear();
    return all;
  }

  /// From now on output waits.
  void stopReading() {
    isReading[0] = false;
  }

  /// The output that waits.
  List<String> unread() {
    List<String> unread = new ArrayList<>();
    for (Outgoing packet : store.state().session(session).outbox().packets())
      unread.add(described(packet));
    return unread;
  }

  /// Takes what was said to this client, unless it does not read now.
  void take(List<Change> changes) {
    for (Change change : changes) {
      if (change instanceof Change.Said(long id, Outgoing packet) && id == session)
        output.add(described(packet));
    }
    if (isReading[0]) store.give(session);
  }

  private static String described(Outgoing outgoing) {
    Packet packet = Store.decoded(outgoing.packet());
    if (outgoing.isEvent()) return "event " + text(packet);
    RequestType type = RequestType.of(packet.type());
    return (type == null ? "ERROR" : type) + " " + text(packet);
  }
}

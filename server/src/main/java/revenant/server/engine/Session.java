package revenant.server.engine;

import revenant.api.tree.Bytes;
import revenant.api.tree.PersistentMap;

/// A client's connection, as far as it is part of the state.
///
/// @param id its number; the sessions of rings have the domid of their domain, others a greater one
/// @param domid the domain it speaks for
/// @param isPrivileged whether it may do everything, and without limits
/// @param isDurable whether it goes on after the process died
/// @param name for logs and history
/// @param watches by what the client tells them apart by
/// @param watchBytes what the watches take, in bytes
/// @param transactions the open ones, by id
/// @param nextTransaction where the search for a free transaction id begins
/// @param consumed how many bytes of input were executed, or are kept in `partial`
/// @param partial the beginning of a packet that the link cannot hold as a whole
/// @param outbox the output that was not given yet
public record Session(
    long id,
    int domid,
    boolean isPrivileged,
    boolean isDurable,
    String name,
    PersistentMap<Watch.Key, Watch> watches,
    long watchBytes,
    PersistentMap<Integer, Transaction> transactions,
    int nextTransaction,
    long consumed,
    Bytes partial,
    Outbox outbox) {
  /// A connection that just began.
  public static Session begin(
      long id, int domid, boolean isPrivileged, boolean isDurable, String name) {
    return new Session(
        id,
        domid,
        isPrivileged,
        isDurable,
        name,
        PersistentMap.empty(),
        0,
        PersistentMap.empty(),
        1,
        0,
        Bytes.EMPTY,
        Outbox.EMPTY);
  }

  Session with(Watch watch) {
    Watch before = watches.get(watch.key());
    long freed = before == null ? 0 : before.bytes();
    return withWatches(watches.with(watch.key(), watch), watchBytes + watch.bytes() - freed);
  }

  Session without(Watch watch) {
    return withWatches(watches.without(watch.key()), watchBytes - watch.bytes());
  }

  Session withoutWatches() {
    return withWatches(PersistentMap.empty(), 0);
  }

  private Session withWatches(PersistentMap<Watch.Key, Watch> changed, long bytes) {
    return new Session(
        id,
        domid,
        isPrivileged,
        isDurable,
        name,
        changed,
        bytes,
        transactions,
        nextTransaction,
        consumed,
        partial,
        outbox);
  }

  Session withTransactions(PersistentMap<Integer, Transaction> changed, int next) {
    return new Session(
        id,
        domid,
        isPrivileged,
        isDurable,
        name,
        watches,
        watchBytes,
        changed,
        next,
        consumed,
        partial,
        outbox);
  }

  Session withTransaction(int transactionId, Transaction transaction) {
    return withTransactions(transactions.with(transactionId, transaction), nextTransaction);
  }

  Session withInput(long newConsumed, Bytes newPartial) {
    return new Session(
        id,
        domid,
        isPrivileged,
        isDurable,
        name,
        watches,
        watchBytes,
        transactions,
        nextTransaction,
        newConsumed,
        newPartial,
        outbox);
  }

  /// The connection when the input before `position` is done with, and `reply` waits.
  Session answered(long position, Outgoing reply) {
    return new Session(
        id,
        domid,
        isPrivileged,
        isDurable,
        name,
        watches,
        watchBytes,
        transactions,
        nextTransaction,
        position,
        Bytes.EMPTY,
        outbox.with(reply));
  }

  Session withOutbox(Outbox changed) {
    return new Session(
        id,
        domid,
        isPrivileged,
        isDurable,
        name,
        watches,
        watchBytes,
        transactions,
        nextTransaction,
        consumed,
        partial,
        changed);
  }

  /// For recovery: the connection goes on where it was.
  public Session resumed(int next, long wasConsumed, Bytes wasPartial, Outbox wasUnsent) {
    return withTransactions(transactions, next)
        .withInput(wasConsumed, wasPartial)
        .withOutbox(wasUnsent);
  }

  /// What the connection takes besides nodes, in bytes.
  long bytes() {
    long bytes = outbox.bytes() + watchBytes;
    for (PersistentMap.Entry<Integer, Transaction> entry : transactions)
      bytes += entry.value().deeds().bytes();
    return bytes;
  }
}

package revenant.server.simulation;

import java.util.List;
import revenant.api.tree.Bytes;
import revenant.server.engine.State;
import revenant.server.journal.Entry;
import revenant.server.journal.Ledger;

/// A ledger that is spoken to through another.
class LedgerThrough implements Ledger {
  private final Ledger ledger;

  LedgerThrough(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void executing(long session, long position) {
    ledger.executing(session, position);
  }

  @Override
  public boolean isDeadly(long session, long position) {
    return ledger.isDeadly(session, position);
  }

  @Override
  public boolean isHopeless(long session, long position) {
    return ledger.isHopeless(session, position);
  }

  @Override
  public String giveUp(Bytes packet) {
    return ledger.giveUp(packet);
  }

  @Override
  public boolean admits(long bytes) {
    return ledger.admits(bytes);
  }

  @Override
  public void append(List<Entry> entries, State after) {
    ledger.append(entries, after);
  }

  @Override
  public void settle() {
    ledger.settle();
  }

  @Override
  public boolean isSlow() {
    return ledger.isSlow();
  }
}

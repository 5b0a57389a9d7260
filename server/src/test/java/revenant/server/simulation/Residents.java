package revenant.server.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.journal.Choices;

/// The domains of a [Town], the kernels that run in them, and what happens to both. A kernel talks
/// until its connection ends, for whatever reason, and another goes on when the ring is as new.
final class Residents {
  private final Choices choices;
  private final Scenario scenario;
  private final Hypervisor hypervisor;
  private final IntConsumer notify;
  private final Map<Integer, Guest> guests = new TreeMap<>();
  private final Map<Integer, Guest> gone = new HashMap<>();
  private final Map<Integer, Integer> left = new HashMap<>();
  private final Set<Integer> asNew = new HashSet<>();
  private long answered;
  private long octets;
  private long moved;

  Residents(
      Choices choices,
      Scenario scenario,
      Hypervisor hypervisor,
      State initial,
      IntConsumer notify) {
    this.choices = choices;
    this.scenario = scenario;
    this.hypervisor = hypervisor;
    this.notify = notify;
    initial
        .sessions()
        .forEach((id, session) -> {
          Page page = Guest.page(session);
          int domid = session.domid();
          hypervisor.inherit(domid, initial.domain(domid).identity(), page);
          guests.put(domid, guest(session, page, scenario.requests()));
        });
  }

  private Guest guest(Session session, Page page, int requests) {
    int domid = session.domid();
    boolean isControl = domid == State.CONTROL_DOMAIN;
    Script script = new Script(choices, domid, scenario).managing(isControl ? 8 : 60);
    Guest guest =
        new Guest(choices, script, requests, session, page, known -> notify.accept(domid));
    if (!isControl) guest.beReckless();
    page.isInUse = true;
    return guest;
  }

  List<Guest> guests() {
    return new ArrayList<>(guests.values());
  }

  @Nullable Guest guest(int domid) {
    return guests.get(domid);
  }

  /// Whose request it is that ends at `position`; the domain may be dead already.
  Guest asking(int domid, long position) {
    Guest guest = guests.getOrDefault(domid, gone.get(domid));
    if (guest == null) throw new AssertionError("execution: of nobody's request at " + position);
    return guest;
  }

  /// Everybody was answered whose ring is connected.
  boolean areDone(Model model) {
    for (Guest guest : guests.values()) {
      boolean hasAll = guest.received() == model.said(guest.session()).length();
      if (guest.isBroken() || !guest.isDone() || !hasAll) return false;
    }
    for (int domid : hypervisor.domids()) if (isComing(domid, model.state())) return false;
    return true;
  }

  /// Whether the domain waits for a fresh connection, and will have it without being introduced.
  private boolean isComing(int domid, State state) {
    if (guests.containsKey(domid) || !hypervisor.isAlive(domid)) return false;
    if (domid != State.CONTROL_DOMAIN && !state.domain(domid).isIntroduced()) return false;
    Page page = hypervisor.page(domid);
    boolean isAsking = page.connection == 1 || page.error != 0;
    return asNew.contains(domid) || (isAsking && state.domain(domid).mayReconnect());
  }

  long progress() {
    long progress = moved;
    for (Guest guest : guests.values()) progress += guest.progress();
    return progress;
  }

  long answered() {
    return guests.values().stream().mapToLong(Guest::answered).sum() + answered;
  }

  long octets() {
    return guests.values().stream().mapToLong(Guest::received).sum() + octets;
  }

  /// The connection ended; what was received is a beginning of what was `said`.
  void end(int domid, Octets said) {
    asNew.remove(domid);
    gone.remove(domid);
    Guest guest = guests.get(domid);
    if (guest == null) return;
    guest.check(said);
    leave(domid, guest);
  }

  private void leave(int domid, Guest guest) {
    guests.remove(domid);
    left.put(domid, Math.max(0, scenario.requests() - guest.executed()));
    answered += guest.answered();
    octets += guest.received();
    moved += guest.progress() + 1;
    guest.page().isInUse = false;
    guest.page().isLying = true;
  }

  /// It is durable that the ring is as new.
  void renewed(int domid) {
    if (hypervisor.isAlive(domid)) asNew.add(domid);
  }

  /// Kernels go on where they can, and ask for a fresh connection where theirs was stopped.
  void settle(State state) {
    for (int domid : hypervisor.domids()) {
      if (guests.containsKey(domid) || !hypervisor.isAlive(domid)) continue;
      Page page = hypervisor.page(domid);
      if (page.connection == 1) continue;
      if (asNew.remove(domid)) begin(domid, page);
      else if (page.error != 0 && state.domain(domid).mayReconnect() && choices.oneIn(4))
        askForReset(domid, page);
    }
  }

  private void begin(int domid, Page page) {
    boolean isAsNew =
        page.requestConsumer == 0
            && page.requestProducer == 0
            && page.responseConsumer == 0
            && page.responseProducer == 0
            && page.error == 0;
    Oracles.check(isAsNew, "reset: the ring is not as new");
    page.isLying = false;
    moved++;
    Session session = Session.begin(domid, domid, domid == 0, true, "domain " + domid);
    guests.put(domid, guest(session, page, left.getOrDefault(domid, 0)));
  }

  private void askForReset(int domid, Page page) {
    page.isInUse = false;
    page.isLying = true;
    page.connection = 1;
    if (choices.flag()) page.requestProducer = (int) choices.any();
    notify.accept(domid);
  }

  /// Something happens to a domain.
  void befall(State state) {
    int domid = 1 + choices.below(scenario.guests());
    if (hypervisor.isFree(domid)) {
      hypervisor.create(domid);
      return;
    }
    if (!hypervisor.isAlive(domid)) return;
    switch (choices.below(4)) {
      case 0 -> destroy(domid);
      case 1 -> hypervisor.shutDown(domid);
      case 2 -> hypervisor.resume(domid);
      default -> {
        if (state.domain(domid).mayReconnect()) reconnect(domid);
      }
    }
  }

  /// A kernel is loaded by another, and begins with a fresh connection.
  private void reconnect(int domid) {
    Guest guest = guests.get(domid);
    if (guest == null) return;
    leave(domid, guest);
    gone.put(domid, guest);
    askForReset(domid, hypervisor.page(domid));
  }

  private void destroy(int domid) {
    asNew.remove(domid);
    Guest guest = guests.get(domid);
    if (guest != null) {
      leave(domid, guest);
      gone.put(domid, guest);
    }
    hypervisor.destroy(domid);
  }

  void destroyAll() {
    for (int domid : hypervisor.domids())
      if (domid != State.CONTROL_DOMAIN && hypervisor.isAlive(domid)) destroy(domid);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(guests.values().toString());
    for (int domid : hypervisor.domids()) {
      Page page = hypervisor.page(domid);
      text.append(", domain " + domid + (hypervisor.isAlive(domid) ? "" : " dying"))
          .append(asNew.contains(domid) ? ", as new" : "")
          .append(", connection " + page.connection + ", error " + page.error);
    }
    return text.toString();
  }
}

package revenant.server.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import revenant.server.journal.Choices;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;

/// The control domain, on a ring of its own: creates domains as a toolstack does, introduces them
/// again, suspends, resumes, releases and destroys them, and counts what it is told of it.
final class Operator {
  /// A step of what it does: something to do, to ask for, to hear or to wait for.
  private sealed interface Step {
    record Do(Runnable what) implements Step {}

    record Ask(RequestType type, List<String> strings) implements Step {}

    record Hear(Consumer<String> answer) implements Step {}

    record Await(BooleanSupplier until) implements Step {}
  }

  private static final int DOMIDS = 3;

  private final Choices choices;
  private final Hypervisor hypervisor;
  private final Consumer<Integer> notify;
  private final Talker talker;
  private final Map<Integer, Tenant> tenants = new TreeMap<>();
  private final Deque<Step> steps = new ArrayDeque<>();
  private final Map<String, Integer> expected = new TreeMap<>();
  private final Map<String, Integer> told = new HashMap<>();
  private @Nullable String answer;
  private boolean isAnswered = true;
  private int left;

  Operator(Choices choices, Hypervisor hypervisor, Consumer<Integer> notify, int deeds) {
    this.choices = choices;
    this.hypervisor = hypervisor;
    this.notify = notify;
    left = deeds;
    talker = new Talker(choices, hypervisor.page(0));
    ok(RequestType.WATCH, "@releaseDomain", "one", "1");
    ok(RequestType.WATCH, "@introduceDomain", "one", "1");
    expect("@releaseDomain", 1);
    expect("@introduceDomain", 1);
    ok(RequestType.MKDIR, "/local/domain");
    ok(RequestType.WATCH, "/kernel", "one");
    expect("/kernel", 1);
  }

  List<Tenant> tenants() {
    return new ArrayList<>(tenants.values());
  }

  private Tenant at(int domid) {
    Tenant tenant = tenants.get(domid);
    if (tenant == null) throw new IllegalStateException("no tenant " + domid);
    return tenant;
  }

  boolean isDone() {
    return left == 0 && steps.isEmpty() && isAnswered && isTold();
  }

  /// Whether it was told of everything that it should be told of.
  private boolean isTold() {
    for (Map.Entry<String, Integer> entry : expected.entrySet())
      if (told.getOrDefault(entry.getKey(), 0) < entry.getValue()) return false;
    return true;
  }

  void act() {
    if (talker.act()) notify.accept(0);
    for (Packet packet = talker.hear(); packet != null; packet = talker.hear()) hear(packet);
    if (steps.isEmpty() && left > 0) {
      left--;
      if (left == 0) finish();
      else begin(1 + choices.below(DOMIDS));
    }
    step();
  }

  private void hear(Packet packet) {
    String text = Talker.text(packet);
    if (!Talker.isEvent(packet)) {
      answer = text;
      isAnswered = true;
      return;
    }
    String what = text.substring(0, text.indexOf(' '));
    int count = told.merge(what, 1, Integer::sum);
    Oracles.check(
        count <= expected.getOrDefault(what, 0), "told: of " + what + " " + count + " times");
  }

  private void expect(String what, int count) {
    expected.merge(what, count, Integer::sum);
  }

  private void step() {
    Step step = steps.peek();
    if (step == null) return;
    switch (step) {
      case Step.Do(Runnable what) -> what.run();
      case Step.Ask(RequestType type, List<String> strings) -> {
        talker.ask(type, strings.toArray(String[]::new));
        isAnswered = false;
      }
      case Step.Hear(Consumer<String> check) -> {
        if (!isAnswered || answer == null) return;
        check.accept(answer);
        answer = null;
      }
      case Step.Await(BooleanSupplier until) -> {
        if (!until.getAsBoolean()) return;
      }
    }
    steps.remove();
  }

  private void todo(Runnable what) {
    steps.add(new Step.Do(what));
  }

  private void await(BooleanSupplier until) {
    steps.add(new Step.Await(until));
  }

  private void ask(Consumer<String> check, RequestType type, String... strings) {
    steps.add(new Step.Ask(type, List.of(strings)));
    steps.add(new Step.Hear(check));
  }

  private void ok(RequestType type, String... strings) {
    answered("OK", type, strings);
  }

  private void answered(String expectedAnswer, RequestType type, String... strings) {
    ask(
        text ->
            Oracles.check(text.equals(expectedAnswer), "answers: " + type + " is answered " + text),
        type,
        strings);
  }

  private void begin(int domid) {
    if (!tenants.containsKey(domid)) create(domid);
    else
      switch (choices.below(6)) {
        case 0 -> introduceAgain(domid);
        case 1 -> release(domid);
        case 2 -> suspend(domid);
        case 3 -> destroy(domid);
        case 4 -> replace(domid);
        default -> wait(domid);
      }
  }

  /// As libxl does it: what was there goes first.
  private void create(int domid) {
    await(() -> hypervisor.isFree(domid));
    todo(() -> hypervisor.create(domid));
    furnish(domid);
    if (choices.oneIn(3)) {
      answered("EINVAL", RequestType.INTRODUCE, domid + "", "1", "99");
      answered("F", RequestType.IS_DOMAIN_INTRODUCED, domid + "");
    }
    if (choices.oneIn(5)) createInVain(domid);
    else introduceFirst(domid);
  }

  private void furnish(int domid) {
    ask(text -> {}, RequestType.RM, home(domid));
    ok(RequestType.MKDIR, home(domid));
    ok(RequestType.SET_PERMS, home(domid), "n" + domid);
  }

  private static String home(int domid) {
    return "/local/domain/" + domid;
  }

  private void introduceFirst(int domid) {
    todo(() -> expect("@introduceDomain/" + domid, 1));
    introduce(domid);
    todo(() -> tenants.put(domid, tenant(domid)));
    todo(() -> at(domid).begin());
  }

  private void introduce(int domid) {
    todo(() -> introduceNow(domid));
    steps.add(
        new Step.Hear(
            text -> Oracles.check(text.equals("OK"), "answers: INTRODUCE is answered " + text)));
  }

  private void introduceNow(int domid) {
    talker.ask(RequestType.INTRODUCE, domid + "", "1", hypervisor.port(domid) + "");
    isAnswered = false;
  }

  private Tenant tenant(int domid) {
    return new Tenant(choices, domid, hypervisor.page(domid), () -> notify.accept(domid));
  }

  /// It dies while it is introduced.
  private void createInVain(int domid) {
    int[] introductions = new int[1];
    todo(() -> {
      introductions[0] = told.getOrDefault("@introduceDomain/" + domid, 0);
      expect("@introduceDomain/" + domid, 1);
    });
    todo(() -> introduceNow(domid));
    todo(() -> hypervisor.destroy(domid));
    steps.add(
        new Step.Hear(text -> {
          if (text.equals("OK")) expect("@releaseDomain/" + domid, 1);
          else expect("@introduceDomain/" + domid, -1);
        }));
    steps.add(new Step.Await(this::isTold));
    answered("F", RequestType.IS_DOMAIN_INTRODUCED, domid + "");
  }

  private void introduceAgain(int domid) {
    todo(() -> at(domid).end());
    if (choices.oneIn(3)) todo(() -> hypervisor.move(domid));
    else if (choices.flag()) answered("EINVAL", RequestType.INTRODUCE, domid + "", "1", "99");
    introduce(domid);
    todo(() -> at(domid).begin());
  }

  private void release(int domid) {
    todo(() -> at(domid).end());
    todo(() -> expect("@releaseDomain/" + domid, 1));
    ok(RequestType.RELEASE, domid + "");
    answered("F", RequestType.IS_DOMAIN_INTRODUCED, domid + "");
    todo(() -> tenants.remove(domid));
    if (choices.flag()) {
      furnish(domid);
      introduceFirst(domid);
    } else {
      todo(() -> hypervisor.destroy(domid));
    }
  }

  private void suspend(int domid) {
    todo(() -> at(domid).pause(true));
    todo(() -> expect("@releaseDomain/" + domid, 1));
    todo(() -> hypervisor.shutDown(domid));
    await(this::isTold);
    answered("T", RequestType.IS_DOMAIN_INTRODUCED, domid + "");
    if (choices.oneIn(3)) {
      destroy(domid);
      return;
    }
    todo(() -> hypervisor.resume(domid));
    ok(RequestType.RESUME, domid + "");
    todo(() -> at(domid).pause(false));
  }

  private void destroy(int domid) {
    die(domid);
    if (choices.flag()) return;
    await(this::isTold);
    answered("F", RequestType.IS_DOMAIN_INTRODUCED, domid + "");
    answered("ENOENT", RequestType.READ, home(domid));
  }

  private void die(int domid) {
    todo(() -> {
      at(domid).end();
      tenants.remove(domid);
      expect("@releaseDomain/" + domid, 1);
      hypervisor.destroy(domid);
    });
  }

  /// Another domain gets the domid as soon as the hypervisor lets it.
  private void replace(int domid) {
    die(domid);
    await(() -> hypervisor.isFree(domid));
    todo(() -> hypervisor.create(domid));
    furnish(domid);
    introduceFirst(domid);
  }

  /// Until the guest has been answered something, if it is well.
  private void wait(int domid) {
    int[] before = new int[1];
    todo(() -> before[0] = at(domid).answers());
    await(() -> !at(domid).isWell() || at(domid).answers() > before[0] + 3);
    todo(() -> expect("/kernel", 1));
    ok(RequestType.WRITE, "/kernel", "");
  }

  /// Everybody dies.
  private void finish() {
    for (int domid = 1; domid <= DOMIDS; domid++) {
      int dead = domid;
      if (tenants.containsKey(domid)) die(dead);
    }
    await(this::isTold);
  }

  @Override
  public String toString() {
    return "operator: "
        + left
        + " left, at "
        + steps.peek()
        + ", told "
        + told
        + " of "
        + expected
        + ", "
        + tenants.values();
  }
}

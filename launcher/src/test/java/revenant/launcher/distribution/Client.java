package revenant.launcher.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import revenant.launcher.distribution.Model.Step;
import revenant.testkit.client.Answer;
import revenant.testkit.client.Operation;
import revenant.testkit.client.XenstoreClient;

/// One that changes nodes below one of its own. There must be everything acknowledged, and of what
/// it asked for and heard nothing about the first few steps, each whole.
abstract class Client extends Worker {
  private final String root;
  private final ArrayDeque<Step> unanswered = new ArrayDeque<>();
  private Model model;

  Client(String root, SplittableRandom random) {
    super(random);
    this.root = root;
    this.model = new Model(root);
  }

  /// Makes the node that all others are below, so that whoever makes it first is in nobody's way.
  final void prepare(XenstoreClient client) throws IOException {
    Step step = new Step.Mkdir(root);
    client.mkdir(root).ok();
    model.apply(step);
  }

  final Model model() {
    return model;
  }

  /// Asks for each of `steps` before it hears about the first.
  final void take(XenstoreClient client, List<? extends Step> steps) throws IOException {
    for (Step step : steps) {
      unanswered.add(step);
      send(client, 0, step);
    }
    asking();
    client.flush();
    while (!unanswered.isEmpty()) {
      Answer answer = client.receive();
      acknowledge(unanswered.remove(), answer);
    }
    answered();
  }

  /// Takes steps in a transaction. Nothing may conflict with it, so it must succeed.
  final void takeTogether(XenstoreClient client, List<Step> steps, boolean isCommitted)
      throws IOException {
    asking();
    int transaction = client.begin();
    Model inside = model.copy();
    for (Step step : steps) {
      send(client, transaction, step);
      client.flush();
      Answer answer = client.receive();
      if (answer.isOk() != inside.apply(step)) throw wrong(step, answer);
    }
    if (isCommitted) unanswered.add(new Step.Transaction(steps));
    Answer answer = client.end(transaction, isCommitted);
    if (isCommitted) acknowledge(unanswered.remove(), answer);
    answered();
  }

  private void acknowledge(Step step, Answer answer) {
    boolean isDone = model.apply(step);
    if (isDone != answer.isOk() || !(isDone || answer.errno().orElseThrow().equals("ENOENT")))
      throw wrong(step, answer);
    acknowledge();
  }

  private static AssertionError wrong(Step step, Answer answer) {
    return new AssertionError(answer + " for " + step);
  }

  private static void send(XenstoreClient client, int transaction, Step step) throws IOException {
    switch (step) {
      case Step.Write(String path, String value) ->
          send(client, transaction, Operation.WRITE, path + "\0" + value);
      case Step.Mkdir(String path) -> send(client, transaction, Operation.MKDIR, path + "\0");
      case Step.Rm(String path) -> send(client, transaction, Operation.RM, path + "\0");
      case Step.SetPermissions(String path, List<String> permissions) ->
          send(
              client,
              transaction,
              Operation.SET_PERMS,
              path + "\0" + String.join("\0", permissions) + "\0");
      case Step.Transaction _ -> throw new IllegalArgumentException("not in one request");
    }
  }

  private static void send(
      XenstoreClient client, int transaction, Operation operation, String payload)
      throws IOException {
    client.send(operation, transaction, payload.getBytes(ISO_8859_1));
  }

  @Override
  final String settle(XenstoreClient client) throws IOException {
    return settle(Dump.of(client, root));
  }

  private String settle(Map<String, Model.Entry> found) {
    List<String> differences = new ArrayList<>();
    Model candidate = model.copy();
    for (int taken = 0; ; taken++) {
      String difference = candidate.difference(found);
      if (difference.isEmpty()) {
        model = candidate;
        unanswered.clear();
        answered();
        return "";
      }
      differences.add("if " + taken + " of the unanswered happened:\n" + difference);
      if (unanswered.isEmpty()) break;
      candidate.apply(unanswered.remove());
    }
    return root + "\n" + differences.getFirst() + differences.getLast();
  }
}

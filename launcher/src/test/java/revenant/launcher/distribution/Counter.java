package revenant.launcher.distribution;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import revenant.testkit.client.Answer;
import revenant.testkit.client.Requests;
import revenant.testkit.client.XenstoreClient;

/// Counts in transactions that conflict with others': in a node that all share and in one of its
/// own, which must agree.
final class Counter extends Worker {
  private static final String FOLDER = "/crash/shared";
  private static final String TOTAL = FOLDER + "/total";
  private static final String OWN = FOLDER + "/by/";

  private final String own;
  private int counted;
  private boolean isAsking;

  Counter(int number, SplittableRandom random) {
    super(random);
    this.own = OWN + number;
  }

  @Override
  void work(XenstoreClient client) throws IOException {
    asking();
    int transaction = client.begin();
    Requests inside = client.in(transaction);
    inside.write(TOTAL, "" + (number(inside, TOTAL) + 1)).ok();
    inside.write(own, "" + (number(inside, own) + 1)).ok();
    isAsking = true;
    Answer answer = client.end(transaction, true);
    isAsking = false;
    answered();
    if (answer.isOk()) {
      counted++;
      acknowledge();
    } else if (!answer.errno().orElseThrow().equals("EAGAIN")) {
      throw new AssertionError(answer);
    }
  }

  @Override
  String settle(XenstoreClient client) throws IOException {
    int found = number(client, own);
    boolean isPossible = found == counted || (isAsking && found == counted + 1);
    String wrong =
        isPossible ? "" : "%s: %d counted, %d found, %s\n".formatted(own, counted, found, isAsking);
    counted = found;
    isAsking = false;
    answered();
    return wrong;
  }

  /// Whether what all share is the sum of what each has.
  static String settleTotal(XenstoreClient client, List<Counter> counters) throws IOException {
    int sum = 0;
    for (Counter counter : counters) sum += number(client, counter.own);
    int total = number(client, TOTAL);
    return total == sum ? "" : "%s: %d, but the sum is %d\n".formatted(TOTAL, total, sum);
  }

  private static int number(Requests client, String path) throws IOException {
    Answer answer = client.read(path);
    return answer.isOk() ? Integer.parseInt(answer.text()) : 0;
  }
}

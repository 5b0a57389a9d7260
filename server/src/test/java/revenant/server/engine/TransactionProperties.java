package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import revenant.server.journal.Choices;
import revenant.server.wire.RequestType;

/// Transactions are serializable, in the order of their commits.
final class TransactionProperties {
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final List<String> VALUES = List.of("", "1", "2");
  private static final List<String> PERMISSIONS =
      List.of("n0", "r0", "b0", "n1", "b1", "n2 b1", "n0 r1 w2", "n0 b1 b2", "n1 b2", "b2");

  static LongStream seeds() {
    return Choices.seeds(120);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatever_commits_might_have_happened_in_the_instant_of_its_commit(long seed) {
    Choices choices = new Choices(seed);
    Schedule schedule = new Schedule(choices, TransactionProperties::any);
    schedule.socket();
    schedule.socket();
    schedule.guest(1);
    schedule.guest(2);
    schedule.isCrashing = true;
    schedule.run(400);
    assertThat(schedule.commits).isPositive();
  }

  /// Any request about one of a few nodes.
  private static Schedule.Exchange any(Choices choices, boolean isInside) {
    String path = path(choices);
    return switch (choices.below(8)) {
      case 0 -> Schedule.request(RequestType.READ, path + "\0");
      case 1 -> Schedule.request(RequestType.DIRECTORY, path + "\0");
      case 2 -> Schedule.request(RequestType.GET_PERMS, path + "\0");
      case 3 -> Schedule.request(RequestType.MKDIR, path + "\0");
      case 4 -> Schedule.request(RequestType.RM, path + "\0");
      case 5 -> {
        String list = PERMISSIONS.get(choices.below(PERMISSIONS.size())).replace(' ', '\0');
        yield Schedule.request(RequestType.SET_PERMS, path + "\0" + list + "\0");
      }
      case 6 -> Schedule.request(RequestType.DIRECTORY_PART, path + "\0" + "0\0");
      default -> {
        String value = VALUES.get(choices.below(VALUES.size()));
        yield Schedule.request(RequestType.WRITE, path + "\0" + value);
      }
    };
  }

  private static String path(Choices choices) {
    StringBuilder path = new StringBuilder(choices.oneIn(3) ? "/local/domain/1" : "/x");
    for (int i = choices.below(3); i >= 0; i--)
      path.append('/').append(NAMES.get(choices.below(NAMES.size())));
    return path.toString();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void a_conflict_means_that_an_answer_would_be_another_one_now(long seed) {
    Choices choices = new Choices(seed);
    Schedule schedule = new Schedule(choices, new Exact());
    schedule.socket();
    schedule.socket();
    schedule.socket();
    schedule.run(600);
    assertThat(schedule.conflicts).isPositive();
    assertThat(schedule.needless).isZero();
  }

  /// Nodes that are there are written and read, new ones get names of their own, missing ones are
  /// looked for: here nothing conflicts that need not.
  private static final class Exact implements Schedule.Requests {
    private int made;

    @Override
    public Schedule.Exchange draw(Choices choices, boolean isInside) {
      String there = List.of("/", "/tool", "/tool/xenstored").get(choices.below(3));
      return switch (choices.below(8)) {
        case 0 -> Schedule.request(RequestType.READ, there + "\0");
        case 1 -> Schedule.request(RequestType.WRITE, there + "\0" + choices.below(2));
        case 2 -> Schedule.request(RequestType.WRITE, "/tool/new" + made++ + "\0");
        case 3 -> Schedule.request(RequestType.READ, "/tool/new" + (made + 1) + "/x\0");
        case 4 -> Schedule.request(RequestType.READ, "/tool/new" + choices.below(made + 3) + "\0");
        case 5 ->
            Schedule.request(
                RequestType.WRITE, "/way" + choices.below(9) + "/x/new" + made++ + "\0");
        case 6 -> Schedule.request(isInside ? RequestType.READ : RequestType.DIRECTORY, "/tool\0");
        default -> Schedule.request(RequestType.GET_PERMS, there + "\0");
      };
    }
  }
}

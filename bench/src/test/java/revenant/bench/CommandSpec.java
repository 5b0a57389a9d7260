package revenant.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import revenant.bench.scenario.Scenario;
import revenant.bench.subject.Recipe;
import revenant.bench.subject.Target;

class CommandSpec {
  @TempDir Path home;

  @BeforeEach
  void makeDistribution() throws IOException {
    Path daemon = Files.createDirectories(home.resolve("bin")).resolve("xenstored");
    assertThat(Files.createFile(daemon).toFile().setExecutable(true)).isTrue();
  }

  @Test
  void without_arguments_both_stores_are_measured_in_what_is_usual() throws Exception {
    Options options = options();
    assertThat(options.recipes()).extracting(Recipe::name).containsExactly("git", "mapdb");
    assertThat(options.places()).isEmpty();
    assertThat(options.rounds()).isEqualTo(3);
    assertThat(names(options)).contains("read-1", "storm-100-1", "outage-rings");
    assertThat(names(options)).doesNotContain("nodes-1m", "soak", "ring-read-1k", "storm-1000-1");
  }

  @Test
  void all_is_more_than_what_is_usual() throws Exception {
    assertThat(names(options("--all")))
        .contains("nodes-1m", "soak", "ring-read-1k", "storm-1000-1");
  }

  @Test
  void stores_and_acknowledgements_are_combined() throws Exception {
    assertThat(options("--stores=git,mapdb", "--acks=journal,none").recipes())
        .extracting(Recipe::name)
        .containsExactly("git", "git/none", "mapdb", "mapdb/none");
  }

  @Test
  void other_servers_are_named_with_their_sockets() throws Exception {
    Options options = options("--target=A=/run/a,17", "--target", "B=/run/b", "--stores=none");
    assertThat(options.places())
        .containsExactly(
            new Target.Place("A", Path.of("/run/a"), 17),
            new Target.Place("B", Path.of("/run/b"), 0));
    assertThat(options.recipes()).isEmpty();
  }

  @Test
  void scenarios_are_chosen_by_name_or_by_how_it_begins() throws Exception {
    assertThat(names(options("--scenarios=write-1,tx-*")))
        .containsExactly("write-1", "tx-1", "tx-8", "tx-contended");
  }

  @Test
  void durations_and_sizes_are_numbers() throws Exception {
    Options options = options("--rounds=7", "--seconds=0.25", "--soak-seconds=600", "--scale=0.5");
    assertThat(options.rounds()).isEqualTo(7);
    assertThat(options.effort().nanos()).isEqualTo(250_000_000);
    assertThat(options.effort().soakNanos()).isEqualTo(600_000_000_000L);
    assertThat(options.effort().sized(1000)).isEqualTo(500);
    assertThat(options.effort().sized(1)).isEqualTo(1);
  }

  @Test
  void a_round_that_warms_up_is_longer() throws Exception {
    assertThat(options("--seconds=0.25").effort().toWarmUp().nanos()).isEqualTo(1_000_000_000);
  }

  @Test
  void what_takes_long_is_measured_once_and_a_tenth_of_it_warms_up() throws Exception {
    Options options = options("--scenarios=storm-1000-1");
    Scenario storm = options.scenarios().getFirst();
    assertThat(IntStream.rangeClosed(0, 3).filter(round -> storm.isInRound(round, 3)))
        .containsExactly(0, 3);
    assertThat(storm.toWarmUp(options.effort()).sized(1000)).isEqualTo(100);
  }

  @Test
  void what_no_wanted_transport_leads_to_is_left_out() throws Exception {
    assertThat(names(options("--transports=ring", "--scenarios=write-1,ring-write-1")))
        .containsExactly("ring-write-1");
  }

  @Test
  void to_measure_nothing_is_a_mistake() {
    assertThatThrownBy(() -> options("--transports=ring", "--scenarios=write-1"))
        .isInstanceOf(Command.Mistake.class)
        .hasMessage("nothing to measure over --transports=ring");
  }

  @Test
  void the_list_names_each_scenario_once_with_what_it_is() throws Exception {
    var text = (Command.Text) Command.parse(Optional.of(home), List.of("--list"));
    assertThat(text.text().lines().filter(line -> line.startsWith("  read-1 "))).hasSize(1);
    assertThat(text.text()).contains("soak", "(only if asked)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--no-such-option; no-such-option",
        "--target=nonsense; 'nonsense' is not NAME=/path",
        "--target=A=/run/a,x; is not NAME=/path",
        "--scenarios=nonsense; there is no scenario 'nonsense'",
        "--acks=maybe; 'maybe' is none of journal, store, none",
        "--transports=pigeon; 'pigeon' is none of socket, ring",
        "--rounds=0; 0 is not between",
        "--seconds=-1; '-1' is not a number",
        "--scale=2; 2 is not between",
        "--json=/no/such/folder/file; cannot write",
        "--stores=none; nothing to measure",
        "--target=git=/run/a; two targets have one name",
        "--daemon=/no/such/file; there is no /no/such/file",
      })
  void a_mistake_is_one_line(String argument, String said) {
    assertThatThrownBy(() -> options(argument))
        .isInstanceOf(Command.Mistake.class)
        .hasMessageContaining(said)
        .message()
        .hasLineCount(1);
  }

  private Options options(String... arguments) throws Command.Mistake {
    return (Options) Command.parse(Optional.of(home), Arrays.asList(arguments));
  }

  private static List<String> names(Options options) {
    return options.scenarios().stream().map(Scenario::name).toList();
  }
}

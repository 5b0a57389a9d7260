package revenant.launcher.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import revenant.testkit.process.Finished;
import revenant.testkit.process.Tools;

/// Xen's own test program.
@Timeout(300)
class TestXenstoreIT extends OnScratch {
  private static final String PROGRAM = "/usr/lib/xen-4.17/bin/test-xenstore";
  private static final int CASES = 12;
  private static final int ITERATIONS = 1000;

  @ParameterizedTest
  @ValueSource(strings = {"git", "mapdb"})
  void all_cases_pass(String store) throws Exception {
    Path program = Tools.require(PROGRAM, "xen-utils-4.17");
    start(setup.with("--store=" + store));
    String cases = run(program.toString(), "-l").outIfOk();
    assertThat(cases.lines().filter(line -> !line.isBlank())).hasSizeGreaterThanOrEqualTo(CASES);
    Finished run = run(program.toString(), "-i", "" + ITERATIONS);
    System.out.println(run.out());
    assertThat(run.outIfOk() + run.err()).doesNotContainIgnoringCase("fail");
  }
}

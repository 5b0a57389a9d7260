package revenant.transport.ring.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import revenant.transport.ring.Jvm;
import revenant.transport.ring.hypervisor.Page;

/// Xen through JNA, on a machine without Xen: with libraries that play it, built from `xen.c`, and
/// with the real ones, which find no Xen.
@Timeout(60)
class XenHypervisorSpec {
  private static final String INSTEAD =
      "; without Xen: --transport=socket, or --hypervisor=simulated:DIR";
  private static final String UUID = "uuid 0102030405060708090a0b0c0d0e0f10";
  private static final Path SOURCE = Path.of("src/test/c/xen.c").toAbsolutePath();
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"4.17, LISTING", "4.18, SINGLE", "4.19, SINGLE", "4.20, SINGLE"})
  void who_lives_is_asked_of_the_library_of_the_running_version(String version, String calls)
      throws Exception {
    build(List.of("libxenevtchn.so.1", "libxengnttab.so.1", "libxenctrl.so." + version), calls);
    runs(version);
    List<String> said = probe();
    assertThat(said).startsWith("xen " + version + ", own port Optional[6]");
    assertThat(said.subList(1, 9))
        .containsExactly(
            "0 " + status("", false, false),
            "4 Optional.empty",
            "5 " + status(UUID, true, false),
            "6 " + status("", true, false),
            "7 " + status("", false, true),
            "8 Optional.empty",
            "9 " + status("", false, false),
            "10 Optional.empty");
    assertThat(said).endsWith("closed");
  }

  @Test
  void the_stable_interface_is_preferred_whatever_the_version() throws Exception {
    build(List.of("libxenevtchn.so.1", "libxengnttab.so.1", "libxenmanage.so.1"), "MANAGE");
    runs("4.23");
    assertThat(probe().subList(0, 9))
        .containsExactly(
            "xen 4.23, own port Optional[6]",
            "0 " + status("id 1", false, false),
            "4 Optional.empty",
            "5 " + status("id 18446744073709551365", true, false),
            "6 " + status("id 18446744073709551366", true, false),
            "7 " + status("id 18446744073709551367", false, true),
            "8 Optional.empty",
            "9 " + status("id 18446744073709551369", false, false),
            "10 Optional.empty");
  }

  @Test
  void pages_are_mapped_and_events_are_told() throws Exception {
    build(List.of("libxenevtchn.so.1", "libxengnttab.so.1", "libxenmanage.so.1"), "MANAGE");
    runs("4.21");
    List<String> said = probe();
    assertThat(said.subList(9, said.size()))
        .containsExactly(
            "features 1 and 17",
            "page of 6: EINVAL",
            "bound 7, told [7]",
            "again: EINVAL",
            "nobody: ESRCH",
            "exceptions: 9, again: EEXIST",
            "signalled, told [7]",
            "signalled, told [7]",
            "signalled, told [7]",
            "polled: 1, 7",
            "masked: 0",
            "unmasked, told [7]",
            "woken, told []",
            "both, told [7, 9]",
            "unbound, told []",
            "bound again: 7",
            "closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.16", "4.21", "5.0", ""})
  void a_version_that_nobody_declared_is_refused(String version) throws Exception {
    build(List.of("libxenevtchn.so.1", "libxengnttab.so.1"), "SINGLE");
    if (!version.isEmpty()) runs(version);
    String which = version.isEmpty() ? "a Xen that does not tell its version" : "xen " + version;
    assertThat(probe())
        .containsExactly(
            "refused: who lives on "
                + which
                + " can be told by libxenmanage.so.1, which does not work here, or on 4.17, 4.18,"
                + " 4.19, 4.20 by libxenctrl");
  }

  /// Nobody would notice, if it were not asked of the one domain that must be there.
  @Test
  void a_library_that_puts_its_answers_elsewhere_is_refused() throws Exception {
    build(
        List.of("libxenevtchn.so.1", "libxengnttab.so.1", "libxenctrl.so.4.18"),
        "SINGLE -DELSEWHERE");
    runs("4.18");
    assertThat(probe())
        .containsExactly(
            "refused: libxenctrl.so.4.18 does not know the control domain: is it of another"
                + " build?");
  }

  @Test
  void a_library_that_is_missing_is_named() throws Exception {
    assumeCompiler();
    build(List.of("libxenevtchn.so.1"), "SINGLE");
    Files.move(folder.resolve("libxenevtchn.so.1"), folder.resolve("libxengnttab.so.1"));
    List<String> said = probe("-Djna.platform.library.path=" + folder);
    assertThat(said).hasSize(1);
    assertThat(said.getFirst()).startsWith("refused: ").endsWith(INSTEAD);
  }

  /// Debian's libraries may be here, or none.
  @Test
  void without_xen_a_start_is_refused_with_one_line() throws Exception {
    assumeThat(Path.of("/dev/xen/evtchn")).doesNotExist();
    assertThat(probe())
        .isSubsetOf(
            "refused: this is no control domain of Xen: libxenevtchn.so.1 says ENOENT" + INSTEAD,
            "refused: the rings of Xen's domains need libxenevtchn.so.1, which cannot be loaded"
                + INSTEAD)
        .hasSize(1);
  }

  private static String status(String identity, boolean isShutdown, boolean isDying) {
    return "Optional[DomainStatus[identity=%s, isShutdown=%s, isDying=%s]]"
        .formatted(identity, isShutdown, isDying);
  }

  /// Makes the files of a kernel in a control domain.
  private void runs(String version) throws IOException {
    Path kernel = Files.createDirectories(folder.resolve("sys/hypervisor/version"));
    Files.writeString(kernel.resolve("major"), version.replaceFirst("\\..*", "\n"));
    Files.writeString(kernel.resolve("minor"), version.replaceFirst(".*\\.", "") + "\n");
    Path own = Files.createDirectories(folder.resolve("proc/xen"));
    Files.writeString(own.resolve("xsd_port"), "6");
    Files.write(own.resolve("xsd_kva"), new byte[Page.BYTES]);
  }

  private void build(List<String> sonames, String calls) throws Exception {
    assumeCompiler();
    for (String soname : sonames) {
      List<String> command = new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-w"));
      command.addAll(List.of(("-D" + calls).split(" ")));
      command.addAll(List.of("-o", folder.resolve(soname).toString(), SOURCE.toString()));
      assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
  }

  private static void assumeCompiler() {
    assumeThat(Path.of("/usr/bin/gcc")).as("gcc is needed to play Xen's libraries").exists();
  }

  private List<String> probe(String... flags) throws Exception {
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("-Djna.library.path=" + folder);
    Path output = folder.resolve("said");
    Process process = Jvm.start(all, output.toFile(), Probe.class, folder.toString());
    boolean hasEnded = process.waitFor(30, TimeUnit.SECONDS);
    process.destroyForcibly();
    List<String> said = Files.readAllLines(output);
    assertThat(hasEnded && process.exitValue() == 0).as("it said %s", said).isTrue();
    return said;
  }
}

package revenant.transport.ring.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is declared of libxenctrl's structures, against what a compiler makes of Xen's own headers.
final class LayoutSpec {
  private static final Path HEADER = Path.of("/usr/include/xenctrl.h");
  private static final Path SOURCE = Path.of("src/test/c/layout.c").toAbsolutePath();
  @TempDir private Path folder;

  /// Debian's headers are those of 4.17. The structure that later versions hand on is the
  /// hypervisor's own, which has been the same since.
  @Test
  void the_structures_are_where_a_compiler_puts_them() throws Exception {
    assumeThat(HEADER).as("libxen-dev is needed to know Xen's structures").exists();
    String program = folder.resolve("layout").toString();
    assertThat(said("gcc", "-Wall", "-o", program, SOURCE.toString())).isEmpty();
    assertThat(said(program).lines())
        .containsExactly(
            "listing: " + text(layout("4.17")),
            "single: " + text(layout("4.18")),
            "prototypes: as declared");
    assertThat(List.of(layout("4.19"), layout("4.20"))).containsOnly(layout("4.18"));
  }

  private static Layout layout(String version) {
    return Objects.requireNonNull(Layout.OF_VERSIONS.get(version));
  }

  private static String text(Layout layout) {
    return "domid %d, flags %d, dying %d, shutdown %d, handle %d, fits"
        .formatted(
            layout.domid(), layout.flags(), layout.dying(), layout.shutdown(), layout.handle());
  }

  private static String said(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }
}

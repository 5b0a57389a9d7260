package revenant.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The arrows between rooms are those of docs/architecture.md.
class ArchitectureSpec {
  private static final Path ROOT = Path.of(System.getProperty("revenant.root", ".."));
  private static final int LINES_MAX = 500;

  @Test
  void the_modules_depend_on_each_other_as_drawn() throws IOException {
    assertThat(moduleArrows())
        .isEqualTo(
            """
            revenant.api ->
            revenant.bench -> revenant.api revenant.transport.ring revenant.transport.socket
            revenant.launcher -> revenant.api revenant.server
            revenant.server -> revenant.api
            revenant.store.jgit -> revenant.api
            revenant.store.mapdb -> revenant.api
            revenant.testkit -> revenant.api
            revenant.transport.ring -> revenant.api
            revenant.transport.socket -> revenant.api\
            """);
  }

  @Test
  void the_packages_of_the_server_depend_on_each_other_as_drawn() throws IOException {
    assertThat(packageArrows())
        .isEqualTo(
            """
            revenant.server -> engine journal setup wire
            revenant.server.engine -> wire
            revenant.server.journal -> engine setup wire
            revenant.server.setup -> engine
            revenant.server.wire ->\
            """);
  }

  @Test
  void the_engine_knows_no_clock_thread_file_or_random() throws IOException {
    assertThat(
            jdeps("revenant.server")
                .lines()
                .filter(line -> line.contains("revenant.server.engine ->")))
        .noneMatch(line -> line.matches(".*java\\.(io|nio|net|time|util\\.concurrent).*"));
  }

  @Test
  void no_file_is_longer_than_500_lines() throws IOException {
    assertThat(sources().filter(file -> lines(file) > LINES_MAX)).isEmpty();
  }

  @Test
  void every_link_in_the_documents_leads_somewhere() throws IOException {
    assertThat(documents().flatMap(ArchitectureSpec::brokenLinks)).isEmpty();
  }

  private static String moduleArrows() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders
          .map(folder -> folder.resolve("target/classes"))
          .filter(classes -> Files.exists(classes.resolve("module-info.class")))
          .flatMap(classes -> ModuleFinder.of(classes).findAll().stream())
          .map(ModuleReference::descriptor)
          .filter(
              module -> !module.name().equals("revenant.xen")) // there only once it was asked for
          .sorted()
          .map(ArchitectureSpec::arrows)
          .collect(Collectors.joining("\n"));
    }
  }

  private static String arrows(ModuleDescriptor module) {
    String targets =
        module.requires().stream()
            .map(ModuleDescriptor.Requires::name)
            .filter(name -> name.startsWith("revenant."))
            .sorted()
            .collect(Collectors.joining(" "));
    return (module.name() + " -> " + targets).strip();
  }

  private static String packageArrows() throws IOException {
    Pattern arrow =
        Pattern.compile("\\s+(revenant\\.server\\S*)\\s+->\\s+(revenant\\.server\\S*)\\s.*");
    TreeSet<String> sources = new TreeSet<>();
    TreeSet<String> arrows = new TreeSet<>();
    jdeps("revenant.server")
        .lines()
        .map(arrow::matcher)
        .filter(Matcher::matches)
        .forEach(found -> {
          sources.add(found.group(1));
          arrows.add(
              found.group(1) + ">" + found.group(2).replaceFirst("revenant\\.server\\.?", ""));
        });
    sources.add("revenant.server.wire");
    return sources.stream().map(source -> arrows(source, arrows)).collect(Collectors.joining("\n"));
  }

  private static String arrows(String source, SortedSet<String> arrows) {
    String targets =
        arrows.stream()
            .filter(arrow -> arrow.startsWith(source + ">"))
            .map(arrow -> arrow.substring(source.length() + 1))
            .map(target -> target.isEmpty() ? "server" : target)
            .sorted((a, b) -> a.equals("server") ? -1 : b.equals("server") ? 1 : a.compareTo(b))
            .collect(Collectors.joining(" "));
    return (source + " -> " + targets).strip();
  }

  private static String jdeps(String module) {
    StringWriter out = new StringWriter();
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    Path modules = ROOT.resolve("launcher/target/revenant/modules");
    int status =
        jdeps.run(
            new PrintWriter(out, true),
            new PrintWriter(out, true),
            "--multi-release",
            "base",
            "--module-path",
            modules.toString(),
            "-verbose:package",
            "-m",
            module);
    assertThat(status).as(out.toString()).isZero();
    return out.toString();
  }

  private static Stream<Path> sources() throws IOException {
    return files().stream().filter(file -> file.toString().endsWith(".java"));
  }

  private static Stream<Path> documents() throws IOException {
    return files().stream().filter(file -> file.toString().endsWith(".md"));
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              file -> !file.toString().contains("/target/") && !file.toString().contains("/.git/"))
          .toList();
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Stream<String> brokenLinks(Path document) {
    Pattern link = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    try {
      return link.matcher(Files.readString(document))
          .results()
          .map(found -> document.resolveSibling(found.group(1)))
          .filter(target -> !Files.exists(target))
          .map(target -> document + ": " + target);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

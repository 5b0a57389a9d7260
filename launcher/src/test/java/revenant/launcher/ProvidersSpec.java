package revenant.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.store.StoreProvider;

/// Plug-ins are found by name. They are compiled here, by the test.
class ProvidersSpec {
  private static final String PROVIDER =
      """
      package plug;
      public class Provider implements revenant.api.store.StoreProvider {
        static { System.setProperty("plug.loaded", "yes"); }
        public String name() { return "NAME"; }
        public revenant.api.store.Store open(
            java.nio.file.Path folder, revenant.api.store.StoreOptions options) {
          throw new UnsupportedOperationException();
        }
      }
      """;
  private static final String MODULE =
      """
      module plug.NAME {
        requires revenant.api;
        provides revenant.api.store.StoreProvider with plug.Provider;
      }
      """;

  @TempDir private Path work;
  @TempDir private Path plugins;

  @Test
  void a_jar_in_the_folder_is_found_by_its_name() throws Exception {
    jar(plugins.resolve("toy.jar"), compile("toy", PROVIDER, MODULE));
    StoreProvider provider = new Providers(plugins).store("toy");
    assertThat(provider.name()).isEqualTo("toy");
    assertThat(provider.getClass().getModule().getLayer()).isNotSameAs(ModuleLayer.boot());
  }

  @Test
  void a_jar_without_a_module_descriptor_is_one_too() throws Exception {
    Path classes = compile("plain", PROVIDER);
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    Files.writeString(services.resolve("revenant.api.store.StoreProvider"), "plug.Provider\n");
    jar(plugins.resolve("plain.jar"), classes);
    assertThat(new Providers(plugins).store("plain").name()).isEqualTo("plain");
  }

  @Test
  void our_modules_win_over_copies_that_a_plug_in_brings() throws Exception {
    Path folder = Files.createDirectories(plugins.resolve("toy"));
    jar(folder.resolve("toy.jar"), compile("toy", PROVIDER, MODULE));
    jar(folder.resolve("api.jar"), api());
    assertThat(new Providers(plugins).store("toy")).isInstanceOf(StoreProvider.class);
  }

  @Test
  void an_unknown_name_lists_those_there_are_and_loads_none() throws Exception {
    System.clearProperty("plug.loaded");
    jar(plugins.resolve("one.jar"), compile("one", PROVIDER, MODULE));
    jar(
        Files.createDirectories(plugins.resolve("two")).resolve("x.jar"),
        compile("two", PROVIDER, MODULE));
    Files.writeString(plugins.resolve("README.txt"), "not a plug-in");
    Files.writeString(plugins.resolve("broken.jar"), "not a jar");
    Files.createDirectories(plugins.resolve("empty"));
    assertThatThrownBy(() -> new Providers(plugins).store("three"))
        .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.status()).isEqualTo(2))
        .hasMessageStartingWith("there is no store 'three', but: ")
        .hasMessageContaining("one, two")
        .hasMessageNotContaining("broken");
    assertThat(System.getProperty("plug.loaded")).isNull();
  }

  @Test
  void a_store_is_no_transport() throws Exception {
    jar(plugins.resolve("toy.jar"), compile("toy", PROVIDER, MODULE));
    assertThatThrownBy(() -> new Providers(plugins).transport("toy"))
        .hasMessage(
            "the plug-in "
                + plugins.resolve("toy.jar")
                + " cannot be used: it provides no transport of that name");
  }

  @Test
  void a_plug_in_that_calls_itself_otherwise_is_refused() throws Exception {
    jar(plugins.resolve("toy.jar"), compile("other", PROVIDER, MODULE));
    assertThatThrownBy(() -> new Providers(plugins).store("toy"))
        .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.status()).isEqualTo(1))
        .hasMessageEndingWith("it provides no store of that name");
  }

  @Test
  void a_plug_in_that_lacks_a_module_is_one_line() throws Exception {
    Path absent =
        compileAll(
            "absent", "module absent { exports absent; }", "package absent; public class A {}");
    String module = MODULE.replace("requires revenant", "requires absent; requires revenant");
    jar(plugins.resolve("lacking.jar"), compile("lacking", PROVIDER, module, absent));
    assertThatThrownBy(() -> new Providers(plugins).store("lacking"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("Module absent not found, required by plug.lacking");
  }

  @Test
  void what_is_no_jar_is_one_line() throws IOException {
    Files.writeString(plugins.resolve("broken.jar"), "not a jar");
    assertThatThrownBy(() -> new Providers(plugins).store("broken"))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith(
            "the plug-in " + plugins.resolve("broken.jar") + " cannot be used: ");
  }

  @Test
  void a_class_that_cannot_be_made_is_one_line() throws Exception {
    String throwing =
        PROVIDER.replace(
            "System.setProperty",
            "if (true) throw new IllegalStateException(); System.setProperty");
    jar(plugins.resolve("bad.jar"), compile("bad", throwing, MODULE));
    assertThatThrownBy(() -> new Providers(plugins).store("bad")).isInstanceOf(Failure.class);
  }

  @Test
  void a_folder_that_is_missing_has_nothing() {
    assertThatThrownBy(() -> new Providers(plugins.resolve("none")).store("x"))
        .isInstanceOf(Failure.class);
  }

  private Path compile(String name, String provider) throws Exception {
    return compileAll(name, provider.replace("NAME", name));
  }

  private Path compile(String name, String provider, String module, Path... needs)
      throws Exception {
    return compileAll(name, needs, provider.replace("NAME", name), module.replace("NAME", name));
  }

  private Path compileAll(String name, String... sources) throws Exception {
    return compileAll(name, new Path[0], sources);
  }

  private Path compileAll(String name, Path[] needs, String... sources) throws Exception {
    Path source = Files.createDirectories(work.resolve(name + "/source"));
    Path classes = work.resolve(name + "/classes");
    String path = System.getProperty("jdk.module.path") + ":" + api();
    for (Path need : needs) path += ":" + need;
    String[] files = new String[sources.length];
    for (int i = 0; i < sources.length; i++) {
      String file =
          sources[i].startsWith("module")
              ? "module-info"
              : sources[i].contains("class A ") ? "A" : "Provider";
      files[i] = Files.writeString(source.resolve(file + ".java"), sources[i]).toString();
    }
    boolean isModule = sources.length > 1;
    run("javac", concat(files, "-d", classes.toString(), isModule ? "-p" : "-cp", path));
    return classes;
  }

  private static String[] concat(String[] files, String... options) {
    String[] all = Arrays.copyOf(options, options.length + files.length);
    System.arraycopy(files, 0, all, options.length, files.length);
    return all;
  }

  private static void jar(Path jar, Path classes) throws IOException {
    if (Files.isRegularFile(classes)) {
      Files.copy(classes, jar);
      return;
    }
    run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
  }

  private static void run(String tool, String... arguments) {
    var out = new StringWriter();
    var writer = new PrintWriter(out);
    int status = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments);
    assertThat(status).as(out.toString()).isZero();
  }

  private static Path api() throws URISyntaxException {
    return Path.of(StoreProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}

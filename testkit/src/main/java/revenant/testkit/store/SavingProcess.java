package revenant.testkit.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.Store;
import revenant.api.store.StoreProvider;

/// A process that saves one checkpoint of a [Scenario] after the other. On standard output it says
/// which thread of the kernel's will do so (`thread 123`), and waits for the end of standard input.
/// Then it says what it found (`found 7`), what it begins (`saving 8`) and what is safe from then
/// on (`saved 8`).
final class SavingProcess {
  /// The word before the number of the thread that saves.
  static final String THREAD = "thread";

  private static final Path SELF = Path.of("/proc/thread-self");
  private static final int SAVES_OF_A_LIFE = 7;
  private static final int TIDYING = 5;

  private SavingProcess() {}

  /// The command that runs it until the checkpoint at `last` is saved, for the store of `provider`.
  /// It has all the modules and classes that this process has.
  static List<String> command(StoreProvider provider, Path folder, long last) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // No files but the store's; and no warning of what its libraries do.
    command.addAll(List.of("-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Xmx256m", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-XX:+AutoCreateSharedArchive", "-Xlog:disable"));
    command.add("-XX:SharedArchiveFile=" + Packed.archive(provider.name()));
    Module module = provider.getClass().getModule();
    String modules = joined(modulePath(), module.isNamed() ? where(provider) : "");
    if (module.isNamed()) {
      command.addAll(
          List.of("--module-path", Packed.modulePath(modules), "--add-modules", module.getName()));
    }
    command.addAll(
        List.of("-cp", Packed.classPath(joined(modules, System.getProperty("java.class.path")))));
    command.addAll(List.of(SavingProcess.class.getName(), folder.toString()));
    command.addAll(List.of(provider.name(), Long.toString(last)));
    return command;
  }

  private static String modulePath() {
    return Objects.requireNonNullElse(System.getProperty("jdk.module.path"), "");
  }

  private static String where(StoreProvider provider) {
    try {
      var source = provider.getClass().getProtectionDomain().getCodeSource();
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException cause) {
      throw new IllegalStateException(cause);
    }
  }

  private static String joined(String... paths) {
    return String.join(
        File.pathSeparator, Stream.of(paths).filter(path -> !path.isEmpty()).toList());
  }

  public static void main(String... arguments) throws IOException {
    StoreProvider provider = find(arguments[1]);
    long last = Long.parseLong(arguments[2]);
    say(THREAD, Long.parseLong(Files.readSymbolicLink(SELF).getFileName().toString()));
    System.in.readAllBytes();
    while (live(provider, Path.of(arguments[0]), last) < last) {}
  }

  private static StoreProvider find(String name) {
    return ServiceLoader.load(StoreProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "the service loader finds no store '"
                    + name
                    + "': say 'provides' in module-info.java, or META-INF/services"));
  }

  /// Opens the store, saves a few checkpoints and closes it; answers the position of the newest.
  private static long live(StoreProvider provider, Path folder, long last) throws IOException {
    Scenario scenario = new Scenario();
    try (Store store = provider.open(folder, Scenario.OPTIONS)) {
      long position = store.load().map(Checkpoint::journalPosition).orElse(Scenario.NOTHING);
      say("found", position);
      long end = Math.min(last, position + SAVES_OF_A_LIFE);
      while (position < end) {
        say("saving", ++position);
        scenario.save(store, position);
        say("saved", position);
        if (position % TIDYING == 0) store.tidy(Deadline.in(Duration.ofSeconds(1)));
      }
      return position;
    }
  }

  /// In one call, so that nobody sees half a line.
  private static void say(String what, long position) throws IOException {
    System.out.write((what + " " + position + "\n").getBytes(US_ASCII));
    System.out.flush();
  }
}

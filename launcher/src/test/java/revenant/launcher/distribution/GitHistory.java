package revenant.launcher.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import revenant.testkit.process.Finished;
import revenant.testkit.process.Setup;

/// The git store's repository, read with stock git.
final class GitHistory {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String STORE = "store/";
  private static final String VALUE = "/.value";
  private static final String PERMISSIONS = "/.perms";

  private final Setup setup;

  GitHistory(Setup setup) {
    this.setup = setup;
  }

  static Path repository(Setup setup) {
    return setup.area().resolve("store/git");
  }

  /// Waits until the store has all that is acknowledged.
  void awaitCaughtUp(Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    try (Phases phases = Phases.of(setup.area())) {
      while (!phases.isStoreCaughtUp()) {
        if (System.nanoTime() - deadline > 0)
          throw new AssertionError(
              "the store has %d of %d records after %s"
                  .formatted(phases.storeSaved(), phases.appended(), patience));
        Thread.sleep(10);
      }
    }
  }

  /// `git fsck --strict`: every object is there and well-formed.
  void check() throws IOException, InterruptedException {
    Finished fsck = git("fsck", "--strict", "--no-progress", "--no-dangling");
    assertThat(fsck.status()).as(fsck.out() + fsck.err()).isZero();
    assertThat(fsck.out() + fsck.err()).doesNotContain("error", "missing", "broken", "warning");
  }

  /// The nodes in the newest commit.
  Map<String, Model.Entry> newest() throws IOException, InterruptedException {
    List<String> objects = new ArrayList<>();
    List<String> names = new ArrayList<>();
    String listed = git("ls-tree", "-r", "-z", "HEAD", STORE).outIfOk();
    for (String line : listed.split("\0", -1)) {
      String[] fields = line.split("[ \t]", 4);
      if (fields.length < 4) continue;
      objects.add(fields[2]);
      names.add("/" + fields[3].substring(STORE.length()));
    }
    List<Optional<String>> contents = contents(objects);
    Map<String, Model.Entry> nodes = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) add(nodes, names.get(i), contents.get(i).orElseThrow());
    return nodes;
  }

  private static void add(Map<String, Model.Entry> nodes, String name, String content) {
    boolean isValue = name.endsWith(VALUE);
    String path = name.substring(0, name.length() - (isValue ? VALUE : PERMISSIONS).length());
    Model.Entry known = nodes.getOrDefault(path, new Model.Entry("", List.of()));
    nodes.put(
        path,
        isValue
            ? new Model.Entry(content, known.permissions())
            : new Model.Entry(known.value(), List.of(content.strip().split("[ \n]"))));
  }

  /// A commit.
  ///
  /// @param message tells of the requests that it is the result of
  /// @param value what a node holds in it
  record Commit(String message, Optional<String> value) {
    /// How many requests it tells of that are `request`: one in its subject, or all in its body.
    int count(String request) {
      List<String> lines = message.lines().toList();
      int listed = (int) lines.stream().skip(1).map(String::strip).filter(request::equals).count();
      return listed > 0 || !lines.getFirst().equals(request) ? listed : 1;
    }
  }

  /// All commits, oldest first, with the value of the node at `path` in each.
  List<Commit> commits(String path) throws IOException, InterruptedException {
    List<String> hashes = git("rev-list", "--reverse", "HEAD").outIfOk().lines().toList();
    String[] messages = git("log", "--reverse", "-z", "--format=%B").outIfOk().split("\0", -1);
    List<Optional<String>> values =
        contents(hashes.stream().map(h -> h + ":" + STORE + path.substring(1) + VALUE).toList());
    List<Commit> commits = new ArrayList<>();
    for (int i = 0; i < hashes.size(); i++) commits.add(new Commit(messages[i], values.get(i)));
    return commits;
  }

  private Finished git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", repository(setup).toString()));
    command.addAll(Arrays.asList(arguments));
    return Finished.run(setup.environment(), PATIENCE, command);
  }

  private List<Optional<String>> contents(List<String> objects)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder("git", "-C", repository(setup).toString(), "cat-file", "--batch");
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Thread asking = Thread.ofVirtual().start(() -> ask(process, objects));
    List<Optional<String>> contents = new ArrayList<>();
    try (var in = new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
      for (int i = 0; i < objects.size(); i++) contents.add(content(in));
    }
    asking.join();
    assertThat(process.waitFor()).isZero();
    return contents;
  }

  private static void ask(Process process, List<String> objects) {
    try (var out = process.outputWriter(ISO_8859_1)) {
      for (String object : objects) out.write(object + "\n");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Optional<String> content(DataInputStream in) throws IOException {
    StringBuilder header = new StringBuilder();
    for (int octet = in.readUnsignedByte(); octet != '\n'; octet = in.readUnsignedByte())
      header.append((char) octet);
    if (header.toString().endsWith(" missing")) return Optional.empty();
    byte[] content = new byte[Integer.parseInt(header.substring(header.lastIndexOf(" ") + 1))];
    in.readFully(content);
    in.readByte();
    return Optional.of(new String(content, ISO_8859_1));
  }
}

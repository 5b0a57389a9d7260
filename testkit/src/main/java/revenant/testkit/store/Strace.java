package revenant.testkit.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import revenant.testkit.process.Tools;

/// The program `strace`, which counts what a thread asks of the kernel, and kills it on the way. It
/// comes to a process that has begun, since whatever it looks at takes twice as long.
final class Strace {
  /// Whatever changes files or folders. What one architecture does not have is left out there.
  private static final String CHANGING =
      Stream.of(
              "open openat creat write writev pwrite64 pwritev pwritev2 sendfile copy_file_range",
              "truncate ftruncate fallocate rename renameat renameat2 link linkat symlink",
              "symlinkat unlink unlinkat mkdir mkdirat rmdir")
          .flatMap(line -> Stream.of(line.split(" ")))
          .map(name -> "?" + name)
          .collect(Collectors.joining(","));

  private static final Pattern LINE = Pattern.compile("(\\w+)\\(.*");

  private Strace() {}

  /// A call that changed something.
  ///
  /// @param name what is called
  /// @param number how many calls of that name the thread has made, with this one
  /// @param text as strace writes it
  record Call(String name, int number, String text) {}

  /// Writes a thread's calls to `log`.
  static List<String> logging(Path log) {
    return command("-y", "-s", "16", "-o", log.toString(), "-e", "trace=" + CHANGING);
  }

  /// Has a thread's process killed instead of making that call.
  static List<String> killing(Call call) {
    String injection = "inject=" + call.name + ":signal=KILL:when=" + call.number;
    return command("-o", "/dev/null", "-e", "trace=" + call.name, "-e", injection);
  }

  private static List<String> command(String... options) {
    String strace = Tools.require("/usr/bin/strace", "strace").toString();
    List<String> command = new ArrayList<>(List.of(strace, "-qq"));
    command.addAll(List.of(options));
    return command;
  }

  /// Begins to do to the thread `thread` what `command` says; it has begun when this returns.
  static Process attach(List<String> command, long thread, Path said)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("-p", Long.toString(thread)));
    Process strace =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    while (!isTraced(thread)) {
      if (!strace.isAlive())
        throw new IOException(
            "strace cannot look at another process (see kernel.yama.ptrace_scope): "
                + Files.readString(said));
      Thread.sleep(1);
    }
    return strace;
  }

  private static boolean isTraced(long thread) throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/" + thread + "/status"));
    return status.stream().anyMatch(line -> line.matches("TracerPid:\\s+[1-9].*"));
  }

  /// The calls that changed something below `folder`. (strace counts for each name.)
  static List<Call> read(Path log, Path folder) throws IOException {
    Map<String, Integer> numbers = new HashMap<>();
    List<Call> calls = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      Matcher call = LINE.matcher(line);
      if (!call.matches()) continue;
      int number = numbers.merge(call.group(1), 1, Integer::sum);
      if (line.contains(folder.toString()) && isChange(line))
        calls.add(new Call(call.group(1), number, line));
    }
    return calls;
  }

  private static boolean isChange(String text) {
    return !text.startsWith("open") || text.contains("O_CREAT") || text.contains("O_TRUNC");
  }
}

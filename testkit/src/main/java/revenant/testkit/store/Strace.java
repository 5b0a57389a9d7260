package revenant.testkit.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import revenant.testkit.process.Tools;

/// The program `strace`, which counts what a process asks of the kernel, and kills it on the way.
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

  private static final Pattern LINE = Pattern.compile("(\\d+) +(\\w+)\\(.*");

  private Strace() {}

  /// A call that changed something.
  ///
  /// @param name what is called
  /// @param number how many calls of that name its thread has made, with this one
  /// @param text as strace writes it
  record Call(String name, int number, String text) {}

  /// What to write before a command to have its calls written to `log`.
  static List<String> logging(Path log) {
    return command(
        "--seccomp-bpf", "-y", "-s", "16", "-o", log.toString(), "-e", "trace=" + CHANGING);
  }

  /// What to write before a command to have it killed instead of making that call. (Not with
  /// `--seccomp-bpf`: strace injects no signals then.)
  static List<String> killing(Call call) {
    String injection = "inject=" + call.name + ":signal=KILL:when=" + call.number;
    return command("-o", "/dev/null", "-e", "trace=" + call.name, "-e", injection);
  }

  private static List<String> command(String... options) {
    String strace = Tools.require("/usr/bin/strace", "strace").toString();
    List<String> command = new ArrayList<>(List.of(strace, "-f", "-qq"));
    command.addAll(List.of(options));
    return command;
  }

  /// The calls that changed something below `folder`, of the thread that made most of them. (strace
  /// counts for each name and each thread; a store is called by one thread.)
  static List<Call> read(Path log, Path folder) throws IOException {
    Map<String, Integer> numbers = new HashMap<>();
    Map<String, List<Call>> calls = new HashMap<>();
    for (String line : Files.readAllLines(log)) {
      Matcher call = LINE.matcher(line);
      if (!call.matches()) continue;
      String thread = call.group(1);
      String name = call.group(2);
      int number = numbers.merge(thread + name, 1, Integer::sum);
      String text = line.substring(call.start(2));
      if (text.contains(folder.toString()) && isChange(text))
        calls.computeIfAbsent(thread, _ -> new ArrayList<>()).add(new Call(name, number, text));
    }
    return calls.values().stream().max(Comparator.comparingInt(List::size)).orElse(List.of());
  }

  private static boolean isChange(String text) {
    return !text.startsWith("open") || text.contains("O_CREAT") || text.contains("O_TRUNC");
  }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

/// The Java runtime in the distribution.
final class Runtimes {
  /// The modules of the JDK that ours and the third-party ones need (jlink does not link automatic
  /// modules, so these are said here), and for plug-ins and diagnosis: jdk.jfr, jdk.net.
  private static final String MODULES =
      "java.base,java.logging,java.management,java.naming,java.security.jgss,java.sql,java.xml,"
          + "jdk.jfr,jdk.management,jdk.net,jdk.unsupported";

  /// Priorities of threads count: any user may have threads that go after others. In jvm.options,
  /// which says that of compilers, this would come with a warning for all but root; without what is
  /// said there root's compilers would go before all others.
  private static final String PRIORITIES = "-XX:ThreadPriorityPolicy=1";

  private Runtimes() {}

  /// Links it, unless `stamp` says that the one that is there was made by the same JDK in the same
  /// way.
  static void link(Path runtime, Path stamp) throws IOException {
    String[] options = {
      "--add-modules",
      MODULES,
      "--strip-java-debug-attributes",
      "--no-header-files",
      "--no-man-pages",
      "--compress=zip-6",
      "--add-options=" + PRIORITIES,
      "--output",
      runtime.toString()
    };
    String made = Runtime.version() + " " + String.join(" ", options);
    if (Files.exists(stamp) && Files.readString(stamp).equals(made)) return;
    Files.deleteIfExists(stamp);
    Trees.delete(runtime);
    int status = ToolProvider.findFirst("jlink").orElseThrow().run(System.out, System.err, options);
    if (status != 0) throw new IOException("jlink failed");
    Files.writeString(stamp, made);
  }
}

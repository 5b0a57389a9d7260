package revenant.server.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

/// The server and its simulation once more, compiled with a [Patch]: classes of their own, beside
/// those of this run.
public final class PatchedServer extends ClassLoader {
  private static final Path SOURCES = Path.of("src/main/java/revenant/server");
  private static final String OURS = "revenant.server.";

  private final Path classes;

  private PatchedServer(Path classes, ClassLoader parent) {
    super(parent);
    this.classes = classes;
  }

  /// The server with a defect, whose classes are kept in `folder`.
  public static PatchedServer with(Patch patch, Path folder) throws IOException {
    Path source = Files.createDirectories(folder.resolve("sources")).resolve(name(patch));
    Files.writeString(source, patch.applied(Files.readString(SOURCES.resolve(patch.file()))));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    compile(source, classes);
    return new PatchedServer(classes, PatchedServer.class.getClassLoader());
  }

  private static Path name(Patch patch) {
    return Path.of(patch.file()).getFileName();
  }

  private static void compile(Path source, Path classes) {
    String path =
        System.getProperty("jdk.module.path", "") + ":" + System.getProperty("java.class.path", "");
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(out, out, "-nowarn", "-proc:none", "-cp", path, "-d", classes + "", source + "");
    if (status != 0) throw new IllegalStateException(said.toString());
  }

  /// Calls a static method of a class of this server with a text, which it answers with another.
  public String call(String type, String method, String text) {
    try {
      Method called = loadClass(type).getDeclaredMethod(method, String.class);
      called.setAccessible(true);
      return String.valueOf(called.invoke(null, text));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean isResolving) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) return super.loadClass(name, isResolving);
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? defined(name) : known;
    }
  }

  private Class<?> defined(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    Path patched = classes.resolve(file);
    try (InputStream in =
        Files.exists(patched) ? Files.newInputStream(patched) : getResourceAsStream(file)) {
      if (in == null) throw new ClassNotFoundException(name);
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

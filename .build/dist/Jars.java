import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Jars as the distribution wants them.
final class Jars {
  private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
  private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|dylib|jnilib|a)");

  private Jars() {}

  /// Copies a jar without signatures and native parts, old classes in a newer version, its entries
  /// in order of their names, each with the same time.
  ///
  /// A signed jar is verified class by class, and its classes stay out of an AOT cache: that
  /// doubles the time to start. A native part in a jar would be unpacked into a temporary folder.
  static void repack(Path jar, Path copy, Instant time) throws IOException {
    var entries = new TreeMap<String, byte[]>();
    try (var zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
        String name = entry.getName();
        if (entry.isDirectory() || dropped(name)) continue;
        try (var in = zip.getInputStream(entry)) {
          byte[] bytes = in.readAllBytes();
          entries.put(name, name.equals(JarFile.MANIFEST_NAME) ? withoutDigests(bytes) : bytes);
        }
      }
    }
    byte[] manifest = entries.remove(JarFile.MANIFEST_NAME);
    try (var out = new ZipOutputStream(Files.newOutputStream(copy))) {
      out.setLevel(9);
      if (manifest != null) put(out, JarFile.MANIFEST_NAME, manifest, time);
      for (String name : entries.keySet()) {
        boolean isClass = name.endsWith(".class");
        put(out, name, isClass ? Classes.modern(name, entries) : entries.get(name), time);
      }
    }
  }

  /// Takes JNA's native part for this machine out of its jar.
  static void extractNatives(List<Path> jars, Path folder) throws IOException {
    String arch = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86-64";
    String name = "com/sun/jna/linux-" + arch + "/libjnidispatch.so";
    for (Path jar : jars) {
      try (var zip = new ZipFile(jar.toFile())) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) continue;
        Files.createDirectories(folder);
        try (var in = zip.getInputStream(entry)) {
          Files.write(folder.resolve("libjnidispatch.so"), in.readAllBytes());
        }
        return;
      }
    }
    throw new IOException("no jar has " + name);
  }

  /// Maven's own records carry the time of their making; nothing reads them.
  private static boolean dropped(String name) {
    return SIGNATURE.matcher(name).matches()
        || NATIVE.matcher(name).matches()
        || name.startsWith("META-INF/maven/revenant/");
  }

  private static byte[] withoutDigests(byte[] bytes) throws IOException {
    var manifest = new Manifest(new java.io.ByteArrayInputStream(bytes));
    manifest.getEntries().clear();
    // Who built it, and with what, is not the same everywhere.
    for (String name : List.of("Built-By", "Build-Jdk", "Created-By")) {
      manifest.getMainAttributes().remove(new java.util.jar.Attributes.Name(name));
    }
    var out = new ByteArrayOutputStream();
    manifest.write(out);
    return out.toByteArray();
  }

  private static void put(ZipOutputStream out, String name, byte[] bytes, Instant time)
      throws IOException {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }
}

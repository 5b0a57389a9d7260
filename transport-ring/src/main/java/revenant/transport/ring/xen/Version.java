package revenant.transport.ring.xen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The version of the hypervisor that runs, which need not be that of the tools.
///
/// @param text such as `4.17`, empty if the kernel does not say
record Version(String text) {
  /// @param root where the file systems of the kernel are
  static Version running(Path root) {
    Path folder = root.resolve("sys/hypervisor/version");
    try {
      return new Version(word(folder.resolve("major")) + "." + word(folder.resolve("minor")));
    } catch (IOException _) {
      return new Version("");
    }
  }

  private static String word(Path file) throws IOException {
    return Files.readString(file).strip();
  }

  @Override
  public String toString() {
    return text.isEmpty() ? "xen" : "xen " + text;
  }
}

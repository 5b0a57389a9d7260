import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/// The distribution as one file.
final class Archives {
  private Archives() {}

  /// Packs a folder: entries in order of their names, all of one time and nobody's.
  static void write(Path folder, Path archive, Instant time) throws Exception {
    var tar =
        new ProcessBuilder(
                "tar",
                "--format=gnu",
                "--sort=name",
                "--mtime=@" + time.getEpochSecond(),
                "--owner=0",
                "--group=0",
                "--numeric-owner",
                "--use-compress-program=gzip -n -6",
                "-cf",
                archive.toString(),
                "-C",
                folder.getParent().toString(),
                folder.getFileName().toString())
            .inheritIO()
            .start();
    if (tar.waitFor() != 0) throw new IOException("tar could not write " + archive);
  }
}

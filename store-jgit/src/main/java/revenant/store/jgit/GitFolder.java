package revenant.store.jgit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/// The files of a bare repository, as stock git lays them out.
///
/// Nothing is synced to a disk: the store lives in memory (tmpfs), and what it must survive is the
/// death of the process, after which whatever was written is still there. So a file is written
/// under another name and renamed, and whoever reads it sees the old or the new one.
///
/// @param root the repository
record GitFolder(Path root) {
  private static final int PAGE = 4096;
  private static final List<String> FOLDERS =
      List.of("", "objects/pack", "objects/info", "refs/heads", "refs/tags", "refs/revenant");
  private static final String CONFIG =
      """
      [core]
      \trepositoryformatversion = 0
      \tfilemode = false
      \tbare = true
      \tlogallrefupdates = false
      [gc]
      \tauto = 0
      [maintenance]
      \tauto = false
      [receive]
      \tautogc = false
      """;

  Path objects() {
    return root.resolve("objects");
  }

  Path packs() {
    return objects().resolve("pack");
  }

  Path shallow() {
    return root.resolve("shallow");
  }

  /// Makes what is missing and removes what a killed process left behind. We are the only writer,
  /// so every lock is ours and stale.
  void prepare() throws IOException {
    for (String folder : FOLDERS) Files.createDirectories(root.resolve(folder));
    removeLeftovers();
    writeIfMissing("config", CONFIG);
    writeIfMissing("HEAD", "ref: refs/heads/master\n");
  }

  private void writeIfMissing(String name, String text) throws IOException {
    Path file = root.resolve(name);
    if (!Files.exists(file)) replace(file, text.getBytes(US_ASCII));
  }

  private void removeLeftovers() throws IOException {
    // Those that only stock git takes do not stop us, but would stop an operator's.
    for (String folder : FOLDERS) deleteAll(root.resolve(folder), "*.lock");
    deleteAll(objects(), "*.tmp");
    // A pack counts from the moment its index is there, and is removed index first.
    try (DirectoryStream<Path> packs = Files.newDirectoryStream(packs())) {
      for (Path file : packs) if (!isWhole(file)) Files.delete(file);
    }
  }

  private static void deleteAll(Path folder, String pattern) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
      for (Path file : files) Files.delete(file);
    }
  }

  private static boolean isWhole(Path file) {
    String name = file.getFileName().toString();
    if (name.endsWith(".pack")) return Files.exists(withEnding(file, ".idx"));
    if (name.endsWith(".idx")) return Files.exists(withEnding(file, ".pack"));
    return !name.startsWith("tmp_");
  }

  /// The file beside `file` that is called the same up to the last dot.
  static Path withEnding(Path file, String ending) {
    String name = file.getFileName().toString();
    return file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ending);
  }

  /// Puts `content` into `file`, all or nothing, through a lock file as git itself does.
  static void replace(Path file, byte[] content) throws IOException {
    Path lock = file.resolveSibling(file.getFileName() + ".lock");
    try {
      Files.write(lock, content);
      move(lock, file);
    } catch (IOException e) {
      Files.deleteIfExists(lock);
      throw e;
    }
  }

  /// Renames `from` to `to`, over what was there.
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /// What a file of `size` bytes takes of the memory file system, which gives whole pages.
  static long pages(long size) {
    return (size + PAGE - 1) / PAGE * PAGE;
  }

  /// What all files take.
  long bytes() throws IOException {
    long[] sum = {0};
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
            sum[0] += pages(is.size());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return sum[0];
  }
}

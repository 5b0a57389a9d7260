package revenant.testkit.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a [SavingProcess] has said.
///
/// @param found the position at which it found the store when it opened it first
/// @param saved the last position that it said was saved, or that it found
/// @param begun the last position that it may have saved
record Marks(long found, long saved, long begun) {
  private static final Marks NONE = new Marks(Scenario.NOTHING, Scenario.NOTHING, Scenario.NOTHING);

  /// Reads them from the file that its output went to; empty-handed it knows `before`.
  static Marks read(Path file, Marks before) throws IOException {
    Marks marks = new Marks(before.saved, before.saved, before.begun);
    boolean isFirst = true;
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(SavingProcess.THREAD)) continue;
      long position = Long.parseLong(line.substring(line.indexOf(' ') + 1));
      marks = marks.and(line, position, isFirst);
      isFirst = false;
    }
    return marks;
  }

  static Marks none() {
    return NONE;
  }

  private Marks and(String line, long position, boolean isFirst) {
    return line.startsWith("saving")
        ? new Marks(found, saved, position)
        : new Marks(isFirst ? position : found, position, position);
  }

  /// Whether it had begun a save and not said that it was done.
  boolean isInsideASave() {
    return begun > saved;
  }
}

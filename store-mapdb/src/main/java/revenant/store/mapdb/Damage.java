package revenant.store.mapdb;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.Escaped;

/// A file that cannot be read although nobody was killed while writing it.
final class Damage {
  private static final int REASON_MAX = 120;

  private Damage() {}

  /// One line for the operator.
  static IOException of(Path file, String what) {
    return of(file, what, null);
  }

  static IOException of(Path file, String what, @Nullable Throwable why) {
    String reason = why == null ? "" : " (" + Escaped.of(why.toString(), REASON_MAX) + ")";
    String line = file + ": " + what + " is damaged" + reason;
    return new IOException(line + "; --salvage starts with what is intact", why);
  }
}

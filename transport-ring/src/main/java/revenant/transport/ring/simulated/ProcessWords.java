package revenant.transport.ring.simulated;

import java.io.IOException;
import java.nio.file.Path;

/// The notifications that a process has to take, as a bit for each local port and a bit for each
/// word of those bits. Whoever notifies writes here; the file of a dead process is written to in
/// vain.
///
/// @param words of the file
record ProcessWords(Shared words) {
  /// How many local ports a process can have. The first is for waking oneself.
  static final int PORTS_MAX = 4096;

  private static final int BELL = 0;
  private static final int SUMMARY = 8;
  private static final int PORTS = 64;

  static ProcessWords map(Path file) throws IOException {
    return new ProcessWords(Shared.map(file));
  }

  void raise(int local) {
    int index = local / Long.SIZE;
    words.raise(PORTS + Long.BYTES * index, local % Long.SIZE);
    words.raise(SUMMARY, index);
    words.ring(BELL);
  }

  void forget(int local) {
    words.lower(PORTS + Long.BYTES * (local / Long.SIZE), local % Long.SIZE);
  }

  /// Sleeps until there are notifications, and takes them, as many as fit.
  int await(int[] locals) {
    while (true) {
      int rings = words.number(BELL);
      int count = poll(locals);
      if (count > 0) return count;
      words.sleep(BELL, rings);
    }
  }

  /// Takes notifications, as many as fit, if there are any.
  int poll(int[] locals) {
    int count = 0;
    for (long left = words.take(SUMMARY); left != 0; left &= left - 1) {
      count = take(Long.numberOfTrailingZeros(left), locals, count);
    }
    return count;
  }

  /// What does not fit is put back.
  private int take(int index, int[] locals, int count) {
    int there = count;
    for (long left = words.take(PORTS + Long.BYTES * index); left != 0; left &= left - 1) {
      int local = Long.SIZE * index + Long.numberOfTrailingZeros(left);
      if (there < locals.length) locals[there++] = local;
      else raise(local);
    }
    return there;
  }
}

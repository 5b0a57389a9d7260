package revenant.server.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What may happen to a file that no server did. All of it is drawn from a seed.
final class Damaging {
  /// One of the things that may happen.
  interface Damage {
    void to(Path file) throws IOException;
  }

  /// A thing that may happen, by its name.
  record Named(String name, Damage damage) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final int PAGE = 4096;
  private static final int BEGINNING = 64;

  private final Choices choices;
  private final List<Named> all = new ArrayList<>();

  private Damaging(Choices choices) {
    this.choices = choices;
  }

  /// What may happen to a file with this content, at so many places each.
  ///
  /// @param foreign what another area has in that place
  static List<Named> of(byte[] content, byte[] foreign, int places, Choices choices) {
    Damaging damaging = new Damaging(choices);
    damaging.whole(content, foreign);
    for (int at : damaging.places(content, places)) damaging.at(content, at);
    return damaging.all;
  }

  private void whole(byte[] content, byte[] foreign) {
    all.add(new Named("missing", Files::delete));
    all.add(new Named("a folder", Damaging::becomeFolder));
    all.add(overwritten("empty", () -> new byte[0]));
    if (!Arrays.equals(content, foreign)) all.add(overwritten("another area's", () -> foreign));
    long seed = choices.any();
    all.add(overwritten("noise", () -> noise(content.length, seed)));
    all.add(overwritten("zeros", () -> new byte[content.length]));
    all.add(overwritten("longer", () -> Arrays.copyOf(content, content.length + PAGE)));
  }

  private static byte[] noise(int length, long seed) {
    byte[] noise = new byte[length];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  private static void becomeFolder(Path file) throws IOException {
    Files.delete(file);
    Files.createDirectory(file);
    Files.writeString(file.resolve("in-it"), "");
  }

  /// Half of the places are anywhere, a quarter at the beginning; the others are where there is
  /// something.
  private List<Integer> places(byte[] content, int count) {
    List<Integer> used = new ArrayList<>();
    for (int i = 0; i < content.length; i++) if (content[i] != 0) used.add(i);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < count && content.length > 0; i++) {
      if (i % 4 == 0) places.add(choices.below(Math.min(BEGINNING, content.length)));
      else if (i % 4 == 1 || used.isEmpty()) places.add(choices.below(content.length));
      else places.add(choices.of(used));
    }
    return places;
  }

  private void at(byte[] content, int at) {
    int bit = choices.below(8);
    all.add(overwritten("cut off at " + at, () -> Arrays.copyOf(content, at)));
    all.add(
        overwritten("bit " + bit + " of byte " + at + " flipped", () -> flipped(content, at, bit)));
    all.add(overwritten("page of byte " + at + " zeroed", () -> zeroed(content, at)));
  }

  private static byte[] flipped(byte[] content, int at, int bit) {
    byte[] flipped = content.clone();
    flipped[at] ^= (byte) (1 << bit);
    return flipped;
  }

  private static byte[] zeroed(byte[] content, int at) {
    byte[] holed = content.clone();
    int from = at / PAGE * PAGE;
    Arrays.fill(holed, from, Math.min(content.length, from + PAGE), (byte) 0);
    return holed;
  }

  private static Named overwritten(String name, Supplier<byte[]> content) {
    return new Named(name, file -> Files.write(file, content.get()));
  }

  /// All files below a folder, relative to it.
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }
}

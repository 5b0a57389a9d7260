package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.store.StoreProvider;
import revenant.server.engine.State;
import revenant.store.jgit.JGitStoreProvider;
import revenant.store.mapdb.MapDbStoreProvider;

/// Every file of an area, of its own and of both stores, is taken away, emptied, cut off, changed
/// in a bit or a page, or replaced by another area's: the start is refused with one line that says
/// which file it is and what to do, or nothing was lost. After a refusal `--salvage` serves what
/// there was at some time, and says so, or says in one line that nothing can be; never less in
/// silence.
///
/// `-Drevenant.damages=N` takes N places in each file, and more than three of them in every pack of
/// the git store, not only in a few; `-Drevenant.seed=N` takes others.
final class DamageProperties {
  private static final int PLACES_DEFAULT = 3;
  private static final int PLACES = Integer.getInteger("revenant.damages", PLACES_DEFAULT);
  private static final int PACK_FILES = 4;

  private @TempDir Path folder;
  private int lives;

  @TestFactory
  Stream<DynamicContainer> an_area_of_a_killed_server() throws IOException {
    return of(SampleArea.End.KILLED);
  }

  @TestFactory
  Stream<DynamicContainer> an_area_whose_store_is_behind() throws IOException {
    return of(SampleArea.End.KILLED_WITHOUT_STORE);
  }

  @TestFactory
  Stream<DynamicContainer> an_area_that_was_closed() throws IOException {
    return of(SampleArea.End.CLOSED);
  }

  private Stream<DynamicContainer> of(SampleArea.End end) throws IOException {
    List<DynamicContainer> all = new ArrayList<>();
    for (StoreProvider store : List.of(new JGitStoreProvider(), new MapDbStoreProvider())) {
      SampleArea ours = SampleArea.make(folder.resolve(store.name()), store, end);
      SampleArea other = SampleArea.make(folder.resolve(store.name() + "-other"), store, end);
      all.add(DynamicContainer.dynamicContainer(store.name(), tests(ours, other)));
    }
    return all.stream();
  }

  private List<DynamicTest> tests(SampleArea ours, SampleArea other) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    List<Path> files = fewerPacks(Damaging.files(ours.folder()));
    List<Path> others = Damaging.files(other.folder());
    for (Path file : files) {
      Path foreign = foreign(file, others);
      tests.add(
          DynamicTest.dynamicTest(
              file.toString(), () -> check(ours, file, other.folder().resolve(foreign))));
    }
    tests.add(DynamicTest.dynamicTest("nothing", () -> check(ours, "nothing", whole -> {}, true)));
    tests.add(DynamicTest.dynamicTest("another area's store", () -> checkStore(ours, other)));
    return tests;
  }

  /// Packs are many, and each is like the others.
  private static List<Path> fewerPacks(List<Path> all) {
    int[] packs = {0};
    boolean isAll = PLACES > PLACES_DEFAULT;
    return all.stream()
        .filter(file -> isAll || !file.toString().contains("pack-") || packs[0]++ < PACK_FILES)
        .toList();
  }

  /// The file of the same name, or where names are chosen by content, one of the same kind.
  private static Path foreign(Path file, List<Path> others) {
    if (others.contains(file)) return file;
    String name = file.toString();
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return others.stream()
        .filter(o -> o.toString().endsWith(ending))
        .findFirst()
        .orElse(others.getFirst());
  }

  private void check(SampleArea area, Path file, Path foreign) throws IOException {
    long seed = Long.getLong("revenant.seed", 1) * 31 + file.toString().hashCode();
    byte[] content = Files.readAllBytes(area.folder().resolve(file));
    byte[] instead = Files.readAllBytes(foreign);
    for (Damaging.Named damage : Damaging.of(content, instead, PLACES, new Choices(seed)))
      check(area, file + ": " + damage, copy -> damage.damage().to(copy.resolve(file)), false);
  }

  private void checkStore(SampleArea area, SampleArea other) throws IOException {
    check(
        area,
        "another area's store",
        copy -> {
          SampleArea.delete(copy.resolve("store"));
          SampleArea.copy(other.folder().resolve("store"), copy.resolve("store"));
        },
        false);
  }

  private void check(SampleArea area, String what, Damaging.Damage damage, boolean isHarmless)
      throws IOException {
    Path copy = folder.resolve("life" + lives++);
    SampleArea.copy(area.folder(), copy);
    damage.to(copy);
    try (Lives life = area.on(copy)) {
      try {
        checkStart(area, life, isHarmless);
        assertThat(life.fatal).isEmpty();
      } catch (AssertionError | RuntimeException | IOException failed) {
        throw new AssertionError(what + ", log: " + life.log, failed);
      }
    } finally {
      SampleArea.delete(copy);
    }
  }

  private static void checkStart(SampleArea area, Lives life, boolean isHarmless)
      throws IOException {
    try {
      life.begin();
    } catch (IOException refused) {
      assertThat(isHarmless).as(refused.getMessage()).isFalse();
      assertTells(life, refused);
      checkSalvage(area, life, refused);
      return;
    }
    Same.assertSame(life.state(), area.acknowledged(), "after a start as if nothing were wrong");
    checkGoesOn(life);
  }

  private static void assertTells(Lives life, IOException refused) {
    assertThat(refused.getMessage())
        .contains(life.area.toString())
        .containsAnyOf("--salvage", "--clear", "remove it")
        .doesNotContain("\n");
  }

  private static void checkSalvage(SampleArea area, Lives life, IOException refused)
      throws IOException {
    life.isSalvaging = true;
    life.log.clear();
    try {
      life.begin();
    } catch (IOException nothing) {
      assertTells(life, nothing);
      life.isSalvaging = false;
      if (String.valueOf(nothing.getMessage()).contains("remove it"))
        SampleArea.delete(life.area.resolve("lock"));
      else life.isClearing = true;
      life.begin();
      life.isClearing = false;
      checkGoesOn(life);
      return;
    }
    assertThat(life.log).anyMatch(line -> line.startsWith("salvaging: "));
    assertThat(area.wasAt(life.state())).as("a state that there was").isTrue();
    assertThat(refused.getMessage() + life.log).contains("--salvage");
    life.isSalvaging = false;
    checkGoesOn(life);
  }

  /// It takes more, and that is there after a clean end and after a crash.
  private static void checkGoesOn(Lives life) throws IOException {
    life.write("/after", "1");
    State then = life.state();
    life.end();
    life.begin();
    Same.assertSame(life.state(), then, "after an end");
    life.write("/after", "2");
    then = life.state();
    life.crash();
    life.begin();
    Same.assertSame(life.state(), then, "after a crash");
    life.crash();
  }
}

package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import revenant.server.wire.RequestType;

/// DIRECTORY_PART: reading a list of children that no packet can hold.
final class DirectoryPartSpec {
  private final Store store = Store.fresh();
  private final Client dom0 = store.socket();

  /// What `xs_directory` of libxenstore does: parts until an empty name says that there are no
  /// more, all with one generation count.
  private List<String> all(String path) {
    StringBuilder names = new StringBuilder();
    String first = "";
    while (true) {
      String part = dom0.directoryPart(path, names.length());
      String generation = part.substring(0, part.indexOf('\0'));
      assertThat(part.length()).isLessThanOrEqualTo(4096);
      if (first.isEmpty()) first = generation;
      assertThat(generation).isEqualTo(first);
      String rest = part.substring(generation.length() + 1);
      boolean isLast = rest.equals("\0") || rest.endsWith("\0\0");
      names.append(isLast ? rest.substring(0, rest.length() - 1) : rest);
      if (isLast) return names.isEmpty() ? List.of() : Arrays.asList(names.toString().split("\0"));
    }
  }

  private String generation(String path) {
    String part = dom0.directoryPart(path, 0);
    return part.substring(0, part.indexOf('\0'));
  }

  @Test
  void fifty_thousand_children_are_read_in_parts() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      names.add("child-" + i);
      dom0.mkdir("/wide/child-" + i);
    }
    assertThat(dom0.directory("/wide")).isEqualTo("E2BIG");
    assertThat(all("/wide")).hasSize(50_000).containsExactlyInAnyOrderElementsOf(names).isSorted();
  }

  @Test
  void a_short_list_is_one_part_that_ends_with_an_empty_name() {
    dom0.write("/d/b", "");
    dom0.write("/d/a", "");
    assertThat(dom0.directoryPart("/d", 0)).isEqualTo(generation("/d") + "\0a\0b\0\0");
    assertThat(all("/d")).containsExactly("a", "b");
  }

  @Test
  void parts_begin_anywhere_even_inside_a_name() {
    dom0.write("/d/name", "");
    dom0.write("/d/other", "");
    assertThat(dom0.directoryPart("/d", 5)).endsWith("\0other\0\0");
    assertThat(dom0.directoryPart("/d", 2)).endsWith("\0me\0other\0\0");
  }

  @Test
  void beyond_the_end_there_is_an_empty_name() {
    dom0.write("/d/a", "");
    assertThat(dom0.directoryPart("/d", 2)).isEqualTo(generation("/d") + "\0\0");
    assertThat(dom0.directoryPart("/d", Integer.MAX_VALUE)).isEqualTo(generation("/d") + "\0\0");
    assertThat(dom0.directoryPart("/d/a", 0)).isEqualTo("0\0\0");
  }

  @Test
  void lists_about_the_size_of_a_packet_are_read_whole() {
    for (int length = 5; length < 200; length += 13) {
      String path = "/size" + length;
      List<String> names = new ArrayList<>();
      for (int i = 0; names.size() * (length + 1) < 4200; i++)
        names.add("x".repeat(Math.max(0, length - 4)) + String.format("%04d", i));
      for (String name : names) dom0.mkdir(path + "/" + name);
      assertThat(all(path)).isEqualTo(names);
      dom0.rm(path);
    }
  }

  @Test
  void the_generation_count_changes_with_each_name_that_comes_or_goes() {
    dom0.write("/d/a", "");
    String before = generation("/d");
    dom0.write("/d/b", "");
    String between = generation("/d");
    dom0.rm("/d/a");
    assertThat(List.of(before, between, generation("/d"))).doesNotHaveDuplicates();
  }

  @Test
  void the_generation_count_does_not_change_with_anything_else() {
    dom0.write("/d/a", "");
    String before = generation("/d");
    dom0.write("/d/a", "new");
    dom0.write("/d/a/below", "new");
    dom0.write("/d", "new");
    dom0.setPerms("/d", "r0");
    dom0.write("/elsewhere", "");
    assertThat(generation("/d")).isEqualTo(before);
  }

  @Test
  void the_generation_count_survives_a_crash() {
    IntStream.range(0, 100).forEach(i -> dom0.mkdir("/d/" + i));
    String before = generation("/d");
    store.crash();
    String part = store.socket().directoryPart("/d", 0);
    assertThat(part).startsWith(before + "\0");
  }

  @Test
  void the_same_names_have_the_same_generation_count_whoever_made_them_in_which_order() {
    dom0.mkdir("/d/a");
    dom0.mkdir("/d/b");
    dom0.mkdir("/e/b");
    dom0.mkdir("/e/a");
    assertThat(generation("/d")).isEqualTo(generation("/e"));
  }

  @Test
  void it_needs_a_path_and_an_offset() {
    assertThat(dom0.ask(RequestType.DIRECTORY_PART, "/")).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.DIRECTORY_PART, "/", "-1")).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.DIRECTORY_PART, "/", "x")).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.DIRECTORY_PART, "/", "0", "0")).isEqualTo("EINVAL");
  }

  @Test
  void a_transaction_that_read_a_part_depends_on_the_names() {
    dom0.mkdir("/d");
    Client inside = dom0.begin();
    inside.directoryPart("/d", 0);
    store.socket().mkdir("/d/new");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
  }
}

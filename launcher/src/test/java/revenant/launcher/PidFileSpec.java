package revenant.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file with the daemon's pid.
class PidFileSpec {
  @TempDir private Path folder;

  @Test
  void it_holds_the_pid_and_goes_with_the_daemon() throws Exception {
    Path path = folder.resolve("pid");
    PidFile file = PidFile.write(path, 123);
    assertThat(path).hasContent("123\n");
    file.remove();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_dead_daemons_is_replaced() throws Exception {
    Path path = Files.writeString(folder.resolve("pid"), "99\n");
    PidFile.write(path, 123);
    assertThat(path).hasContent("123\n");
  }

  @Test
  void another_daemons_is_left_alone() throws Exception {
    Path path = folder.resolve("pid");
    PidFile file = PidFile.write(path, 123);
    PidFile.write(path, 456);
    file.remove();
    assertThat(path).hasContent("456\n");
  }

  @Test
  void what_is_no_file_stays_what_it_is() throws Exception {
    Path path = Path.of("/dev/null");
    PidFile.write(path, 123).remove();
    assertThat(Files.isRegularFile(path)).isFalse();
    assertThat(path).exists();
  }

  @Test
  void a_missing_folder_is_one_line() {
    Path path = folder.resolve("none/pid");
    assertThatThrownBy(() -> PidFile.write(path, 123))
        .isInstanceOf(Failure.class)
        .hasMessage("cannot write the pid file " + path + ": there is no such folder");
  }

  @Test
  void removing_twice_does_no_harm() throws Failure, IOException {
    PidFile file = PidFile.write(folder.resolve("pid"), 1);
    file.remove();
    file.remove();
  }
}

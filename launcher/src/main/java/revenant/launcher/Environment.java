package revenant.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where the process finds itself: the variables, the folder and the user it was started with.
///
/// @param variables of the environment
/// @param home the distribution, if it was started from one
/// @param uid the user
/// @param isControlDomain whether this is the control domain of a Xen host
record Environment(
    Map<String, String> variables, Optional<Path> home, int uid, boolean isControlDomain) {
  /// Set for the process that becomes the daemon, to the folder that the command was started in.
  static final String DETACHED = "REVENANT_DETACHED";

  static Environment current() throws IOException {
    return new Environment(
        System.getenv(),
        Optional.ofNullable(System.getProperty("revenant.home")).map(Path::of),
        (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid"),
        isControlDomain(Path.of("/proc/xen/capabilities")));
  }

  /// Whether a kernel says so; one that knows nothing of Xen has no such file.
  static boolean isControlDomain(Path capabilities) {
    try {
      return Files.readString(capabilities).contains("control_d");
    } catch (IOException _) {
      return false;
    }
  }

  /// Whether this is the process that becomes the daemon, and another waits for it to be ready.
  boolean isDetached() {
    return variables.containsKey(DETACHED);
  }

  /// What an operator means by `path`.
  Path path(String path) {
    return Path.of(variables.getOrDefault(DETACHED, "")).resolve(path).toAbsolutePath().normalize();
  }

  /// Where the socket is, and whatever else a daemon needs while it runs. It must be on tmpfs, and
  /// nobody may clean it up: systemd-tmpfiles leaves `/run` and `/dev/shm` alone.
  Path runFolder() {
    String set = variables.getOrDefault("XENSTORED_RUNDIR", "");
    if (!set.isEmpty()) return path(set);
    if (uid == 0) return Path.of("/var/run/xenstored");
    String own = variables.getOrDefault("XDG_RUNTIME_DIR", "");
    if (!own.isEmpty()) return path(own).resolve("xenstored");
    return Path.of("/dev/shm/xenstored-" + uid);
  }

  Path socket() {
    String set = variables.getOrDefault("XENSTORED_PATH", "");
    return set.isEmpty() ? runFolder().resolve("socket") : path(set);
  }

  /// How clients come unless it is said: a Xen host has domains, and they have rings.
  List<String> transports() {
    return isControlDomain ? List.of("socket", "ring") : List.of("socket");
  }

  Path plugins() {
    return home.orElse(Path.of("")).resolve("plugins").toAbsolutePath();
  }
}

package revenant.server;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.Bytes;
import revenant.api.tree.Escaped;
import revenant.api.tree.PersistentMap;
import revenant.server.engine.Logging;
import revenant.server.engine.Outgoing;
import revenant.server.engine.Session;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;

/// The log of requests and replies (`-T`, CONTROL log and logfile): a line a packet, escaped,
/// written out at the end of each turn. A log that cannot be written never stops the server. Called
/// by the thread that owns the state.
final class Trace {
  private static final int TEXT_MAX = 256;

  private final Optional<Path> standard;
  private final Consumer<String> log;
  private Logging logging = new Logging(false, "", PersistentMap.empty());
  private @Nullable Writer writer;

  Trace(Optional<Path> standard, Consumer<String> log) {
    this.standard = standard;
    this.log = log;
  }

  /// Follows what an operator set; opens, closes and changes files.
  void follow(Logging now) {
    if (now == logging) return;
    logging = now;
    reopen();
  }

  /// Begins a new file under the same name, after the old one was moved away.
  void reopen() {
    close();
    if (!logging.isOn()) return;
    file(logging).ifPresent(this::open);
  }

  private Optional<Path> file(Logging setting) {
    return setting.file().isEmpty()
        ? standard
        : Optional.of(Path.of(setting.file()).toAbsolutePath());
  }

  private void open(Path file) {
    try {
      writer =
          Files.newBufferedWriter(
              file,
              StandardCharsets.ISO_8859_1,
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
    } catch (IOException | RuntimeException e) {
      log.accept("cannot log to " + Escaped.of(file.toString(), TEXT_MAX) + ": " + e.getMessage());
    }
  }

  void in(Session session, Packet packet) {
    if (writer == null || !logging.shows(Logging.IO)) return;
    RequestType type = RequestType.of(packet.type());
    line(
        "IN",
        session.name(),
        type == null ? "type " + packet.type() : type.name(),
        packet.payload());
  }

  void out(long session, Outgoing outgoing) {
    if (writer == null || !logging.shows(Logging.IO)) return;
    int type = outgoing.packet().at(0);
    String name =
        type == RequestType.ERROR.number() ? "ERROR" : outgoing.isEvent() ? "WATCH_EVENT" : "reply";
    line("OUT", "session " + session, name, outgoing.packet().from(Packet.HEADER));
  }

  /// Something came or went.
  void object(String what, long session, Object name) {
    if (writer == null || !logging.shows(Logging.OBJECTS)) return;
    line(what + " session " + session + " " + Escaped.of(name.toString(), TEXT_MAX));
  }

  /// A line of the server's own.
  void line(String text) {
    write(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text + "\n");
  }

  private void line(String direction, String who, String type, Bytes payload) {
    line(
        direction
            + " "
            + who
            + " "
            + type
            + " ("
            + Escaped.of(payload.text().replace('\0', ' '), TEXT_MAX)
            + ")");
  }

  private void write(String text) {
    if (writer == null) return;
    try {
      writer.write(text);
    } catch (IOException e) {
      log.accept("the log is off: " + e.getMessage());
      close();
    }
  }

  /// Whether lines go anywhere.
  boolean isOn() {
    return writer != null;
  }

  void flush() {
    if (writer == null) return;
    try {
      writer.flush();
    } catch (IOException e) {
      log.accept("the log is off: " + e.getMessage());
      close();
    }
  }

  void close() {
    if (writer == null) return;
    try {
      writer.close();
    } catch (IOException e) {
      log.accept("the log lost its last lines: " + e.getMessage());
    }
    writer = null;
  }
}

package revenant.transport.socket;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/// A listening unix socket and the name it has in the file system.
///
/// @param channel listens
/// @param path where clients find it
/// @param identity the file's device and inode, so that only our own file is ever removed
record SocketFile(ServerSocketChannel channel, Path path, Object identity) {
  /// How many clients may wait to be accepted.
  private static final int BACKLOG = 512;

  /// Puts a socket at `path` that only this user may connect to. Its mode is set before it has that
  /// name: it is bound in a folder that nobody else may enter, and then moved. A socket that a dead
  /// process left there is replaced in that same move.
  ///
  /// @throws IOException with one line for the operator, if somebody listens there, or if it cannot
  ///   be made
  static SocketFile bind(Path path) throws IOException {
    Path socket = path.toAbsolutePath();
    refuseIfAlive(socket);
    Path folder = socket.resolveSibling("." + socket.getFileName());
    try {
      return bind(socket, folder);
    } catch (IOException cause) {
      throw new IOException("cannot make the socket " + socket + ": " + reason(cause), cause);
    } finally {
      discard(folder);
    }
  }

  private static SocketFile bind(Path socket, Path folder) throws IOException {
    discard(folder);
    Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(mode("rwx------")));
    Path unnamed = folder.resolve("s");
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(unnamed), BACKLOG);
      Files.setPosixFilePermissions(unnamed, mode("rw-------"));
      Object identity = identity(unnamed);
      Files.move(unnamed, socket, ATOMIC_MOVE);
      return new SocketFile(channel, socket, identity);
    } catch (IOException cause) {
      channel.close();
      throw cause;
    }
  }

  /// Takes the name away, unless it has become another's.
  void remove() throws IOException {
    try {
      if (identity(path).equals(identity)) Files.delete(path);
    } catch (NoSuchFileException _) {
      // Somebody was faster.
    }
  }

  private static void refuseIfAlive(Path socket) throws IOException {
    if (!Files.exists(socket, NOFOLLOW_LINKS)) return;
    if (!Files.readAttributes(socket, BasicFileAttributes.class, NOFOLLOW_LINKS).isOther()) {
      throw new IOException(socket + " is in the way: it is not a socket");
    }
    if (isAlive(socket)) throw new IOException("another process listens on the socket " + socket);
  }

  /// Asks without blocking: a listener with a full backlog is alive too, and answers "not yet".
  private static boolean isAlive(Path socket) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(socket));
      return true;
    } catch (ConnectException _) {
      return false;
    } catch (IOException cause) {
      throw new IOException(
          "cannot tell who has the socket " + socket + ": " + reason(cause), cause);
    }
  }

  private static void discard(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve("s"));
    Files.deleteIfExists(folder);
  }

  private static Object identity(Path file) throws IOException {
    var attributes = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
    return Objects.requireNonNull(attributes.fileKey());
  }

  private static Set<PosixFilePermission> mode(String text) {
    return PosixFilePermissions.fromString(text);
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case NoSuchFileException missing ->
          "there is no folder " + Path.of(missing.getFile()).getParent();
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      default -> String.valueOf(cause.getMessage());
    };
  }
}

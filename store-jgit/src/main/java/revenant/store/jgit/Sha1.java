package revenant.store.jgit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/// Names of objects. With the JDK's own SHA-1, which is several times faster than JGit's: that one
/// looks for forged collisions, and here the only writer is ourselves.
final class Sha1 {
  private Sha1() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /// The id of an object.
  static ObjectId id(MessageDigest sha1, int type, byte[] content) {
    sha1.reset();
    sha1.update(Constants.encodedTypeString(type));
    sha1.update((" " + content.length + "\0").getBytes(US_ASCII));
    return ObjectId.fromRaw(sha1.digest(content));
  }
}

package revenant.store.jgit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.eclipse.jgit.internal.storage.file.BasePackIndexWriter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdOwnerMap;
import org.eclipse.jgit.transport.PackedObjectInfo;

/// A pack file that is being written: the objects of one save. Nobody sees it before [#finish()].
///
/// It holds every object it is given, whether or not an older pack has it: only so can older packs
/// be dropped without looking at all later ones (see [Upkeep]).
final class NewPack implements Closeable {
  /// Costs little, and shrinks names and values.
  private static final int COMPRESSION = 1;

  /// Up to here hardly anything shrinks, and to find that out takes as long as all else that is
  /// done for an object: values, permissions, and the trees of nodes without children are stored as
  /// they are.
  private static final int SMALL = 128;

  /// From here on an object is most likely a folder of thousands of children, half of it ids that
  /// do not shrink, and soon written again as a difference: it is stored as it is.
  private static final int LARGE = 64 << 10;

  private static final int HEADER = 12;
  private static final int BUFFER = 64 << 10;

  private final GitFolder git;
  private final Path temporary;
  private final OutputStream file;
  private final List<PackedObjectInfo> objects = new ArrayList<>();
  private final ObjectIdOwnerMap<PackedObjectInfo> known = new ObjectIdOwnerMap<>();
  private final Deflater deflater = new Deflater();
  private final MessageDigest sha1 = Sha1.digest();
  private final CRC32 crc = new CRC32();
  private final byte[] packed = new byte[8 << 10];
  private long position;

  NewPack(GitFolder git) throws IOException {
    this.git = git;
    temporary = git.objects().resolve("pack.tmp");
    file = new BufferedOutputStream(Files.newOutputStream(temporary), BUFFER);
    file.write(new byte[HEADER]);
    position = HEADER;
  }

  ObjectId blob(byte[] content) throws IOException {
    return add(Constants.OBJ_BLOB, content);
  }

  ObjectId tree(byte[] content) throws IOException {
    return add(Constants.OBJ_TREE, content);
  }

  /// The name a tree has, wherever it is.
  ObjectId idOfTree(byte[] content) {
    return Sha1.id(sha1, Constants.OBJ_TREE, content);
  }

  ObjectId commit(String text) throws IOException {
    return add(Constants.OBJ_COMMIT, text.getBytes(US_ASCII));
  }

  private ObjectId add(int type, byte[] content) throws IOException {
    ObjectId id = Sha1.id(sha1, type, content);
    if (known.contains(id)) return id;
    PackedObjectInfo object = new PackedObjectInfo(id);
    object.setOffset(position);
    crc.reset();
    int header = putHeader(type, content.length);
    put(packed, header);
    boolean isWorthIt = content.length > SMALL && content.length < LARGE;
    deflater.reset();
    deflater.setLevel(isWorthIt ? COMPRESSION : Deflater.NO_COMPRESSION);
    deflater.setInput(content);
    deflater.finish();
    while (!deflater.finished()) put(packed, deflater.deflate(packed));
    object.setCRC((int) crc.getValue());
    objects.add(object);
    known.add(object);
    return id;
  }

  /// The type in three bits and the size in groups of four, then seven bits, lowest first.
  private int putHeader(int type, int size) {
    int rest = size >>> 4;
    packed[0] = (byte) ((type << 4) | (size & 0xf) | (rest > 0 ? 0x80 : 0));
    int length = 1;
    while (rest > 0) {
      packed[length++] = (byte) ((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
      rest >>>= 7;
    }
    return length;
  }

  private void put(byte[] bytes, int length) throws IOException {
    file.write(bytes, 0, length);
    crc.update(bytes, 0, length);
    position += length;
  }

  /// Puts the pack in its place, its index last, from when on it counts. Its name is that of its
  /// content, so that another pack is never overwritten.
  Path finish() throws IOException {
    file.close();
    byte[] checksum = seal();
    Path index = git.objects().resolve("idx.tmp");
    Collections.sort(objects);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(index))) {
      BasePackIndexWriter.createVersion(out, 2).write(objects, checksum);
    }
    return publish(git, temporary, index, checksum);
  }

  /// Moves a pack and its index to where they count.
  static Path publish(GitFolder git, Path pack, Path index, byte[] checksum) throws IOException {
    String name = "pack-" + HexFormat.of().formatHex(checksum) + ".pack";
    Path place = git.packs().resolve(name);
    GitFolder.move(pack, place);
    GitFolder.move(index, GitFolder.withEnding(place, ".idx"));
    return place;
  }

  /// Writes the header, now that the number of objects is known, and the checksum at the end.
  private byte[] seal() throws IOException {
    try (RandomAccessFile pack = new RandomAccessFile(temporary.toFile(), "rw")) {
      pack.write(Constants.PACK_SIGNATURE);
      pack.writeInt(2);
      pack.writeInt(objects.size());
      pack.seek(0);
      sha1.reset();
      byte[] buffer = new byte[BUFFER];
      for (int read = pack.read(buffer); read > 0; read = pack.read(buffer)) {
        sha1.update(buffer, 0, read);
      }
      byte[] checksum = sha1.digest();
      pack.write(checksum);
      return checksum;
    }
  }

  /// Forgets what is not finished.
  @Override
  public void close() throws IOException {
    deflater.end();
    try (file) {
      Files.deleteIfExists(git.objects().resolve("idx.tmp"));
      Files.deleteIfExists(temporary);
    }
  }
}

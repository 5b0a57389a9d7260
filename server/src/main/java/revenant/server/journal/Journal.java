package revenant.server.journal;

import static revenant.server.journal.Segment.FRAME_BYTES;
import static revenant.server.journal.Segment.HEADER_BYTES;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The records of all turns since the newest checkpoints, in mapped segments that are used again
/// when a checkpoint covers them. A position counts records: the record at position n leads from
/// the state at n to the one at n + 1.
///
/// [#append] belongs to the loop; segments are given back by other threads.
final class Journal {
  /// Told of records in order.
  interface Reader {
    /// `record` is at `position`.
    void read(long position, byte[] record) throws IOException;
  }

  private record Full(Segment segment, long end) {}

  private static final int PAGE_BYTES = 4096;

  private final Storage storage;
  private final Path folder;
  private final Header header;
  private final Words words;
  private final Sizes sizes;
  private final CRC32C crc = new CRC32C();

  private final Deque<Full> full = new ArrayDeque<>();
  private final Deque<Segment> free = new ArrayDeque<>();
  private int nextNumber = 1;
  private long totalBytes;
  private boolean mayGrow = true;

  private @Nullable IOException broken;
  private @Nullable Segment current;
  private int at = HEADER_BYTES;
  private long position;
  private int segmentChanges;

  private Journal(Storage storage, Path folder, Header header, Words words, Sizes sizes) {
    this.storage = storage;
    this.folder = folder;
    this.header = header;
    this.words = words;
    this.sizes = sizes;
  }

  /// Opens all segments; [#replay] comes next.
  static Journal open(Storage storage, Path folder, Header header, Words words, Sizes sizes)
      throws IOException {
    Journal journal = new Journal(storage, folder, header, words, sizes);
    List<Segment> used = new ArrayList<>();
    for (Path file : journal.files()) {
      Segment segment = journal.opened(file);
      if (segment == null) continue;
      journal.totalBytes += segment.size();
      if (segment.first() == Segment.FREE) journal.free.add(segment);
      else used.add(segment);
    }
    used.sort((one, other) -> Long.compare(one.first(), other.first()));
    for (int i = 0; i < used.size(); i++) {
      long end = i + 1 < used.size() ? used.get(i + 1).first() : Long.MAX_VALUE;
      journal.full.add(new Full(used.get(i), end));
    }
    return journal;
  }

  /// A segment that cannot be read is told of where the records before it end.
  private @Nullable Segment opened(Path file) {
    try {
      return Segment.open(storage, file, header);
    } catch (IOException failed) {
      broken = failed;
      return null;
    }
  }

  Path folder() {
    return folder;
  }

  /// This epoch's segments. What has another name was left behind by a crash, and goes.
  private List<Path> files() throws IOException {
    String prefix = prefix();
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, AreaLayout.JOURNAL + "*")) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        if (name.startsWith(prefix) && !name.endsWith(".new")) {
          files.add(file);
          nextNumber = Math.max(nextNumber, Integer.parseInt(name.substring(prefix.length())) + 1);
        } else {
          storage.delete(file);
        }
      }
    }
    return files;
  }

  private String prefix() {
    return AreaLayout.JOURNAL + header.epoch() + "-";
  }

  /// The position of the oldest record, or `otherwise` if there is no segment.
  long first(long otherwise) {
    return full.isEmpty() ? otherwise : full.getFirst().segment().first();
  }

  /// Whether the records from `from` on are all there, as far as segments tell.
  boolean reachesBackTo(long from) {
    return first(from) <= from;
  }

  /// Why a segment could not be read, if that is so.
  ///
  /// @throws IOException one line
  void insistOnAll() throws IOException {
    if (broken != null) throw broken;
  }

  /// Whether records from `from` on, or from before, are there.
  boolean covers(long from) {
    return !full.isEmpty() && first(from) <= from;
  }

  /// Hands over the records from `from` on. Afterwards the journal goes on where they end, or at
  /// `from`, if a checkpoint is ahead of the last record.
  ///
  /// @throws IOException if there is damage before the end: one line; the records before it have
  ///   been handed over
  void replay(long from, Reader reader) throws IOException {
    Segment segment = segmentOf(from);
    if (segment == null) {
      checkEnd(from, null);
      restartAt(from);
      return;
    }
    position = segment.first();
    at = HEADER_BYTES;
    Segment last = segment;
    while (segment != null) {
      readAll(segment, from, reader);
      last = segment;
      segment = next(segment);
    }
    checkEnd(from, last);
    if (position < from) restartAt(from);
    else goOnIn(last);
  }

  private void readAll(Segment segment, long from, Reader reader) throws IOException {
    while (segment.isMarked(at, position)) {
      int length = segment.checkedLength(at);
      if (length < 0) throw segment.damaged(at);
      if (position >= from) reader.read(position, segment.payload(at, length));
      at += Segment.padded(FRAME_BYTES + length);
      position++;
    }
  }

  /// The segment to begin with: the last that does not begin after `from`; of two that begin at the
  /// same record the one that holds it.
  private @Nullable Segment segmentOf(long from) {
    Segment found = null;
    for (Full each : full) {
      Segment segment = each.segment();
      if (segment.first() > from) continue;
      boolean isSame = found != null && found.first() == segment.first();
      if (!isSame || segment.isMarked(HEADER_BYTES, segment.first())) found = segment;
    }
    return found;
  }

  /// The segment that goes on where `last` ended. One that was just begun may be empty.
  private @Nullable Segment next(Segment last) {
    Segment found = null;
    for (Full each : full) {
      Segment segment = each.segment();
      if (segment == last || segment.first() != position) continue;
      if (found == null || segment.isMarked(HEADER_BYTES, position)) found = segment;
    }
    boolean isNew =
        found != null && (last.first() < position || found.isMarked(HEADER_BYTES, position));
    if (isNew) at = HEADER_BYTES;
    return isNew ? found : null;
  }

  /// Nothing that was written may be missing: neither between records nor after the last.
  private void checkEnd(long from, @Nullable Segment last) throws IOException {
    if (broken != null) throw broken;
    boolean isHole = false;
    for (Full each : full) isHole |= each.segment().first() > Math.max(position, from);
    long reached = last == null ? from : Math.max(position, from);
    if (last != null && (isHole || last.holdsLater(at, reached))) throw last.damaged(at);
    if ((last == null && isHole) || reached < words.get(AreaLayout.APPENDED)) {
      String where = last == null ? folder.toString() : last.file() + " at byte " + at;
      throw new IOException(
          "journal records are missing after the "
              + reached
              + ". of "
              + words.get(AreaLayout.APPENDED)
              + ", "
              + where
              + "; --salvage serves what is intact before them");
    }
  }

  /// Sorts the segments after a replay: those after the current one hold nothing.
  private synchronized void goOnIn(Segment last) {
    List<Full> known = new ArrayList<>(full);
    full.clear();
    current = last;
    for (Full each : known) {
      Segment segment = each.segment();
      if (segment == last) continue;
      if (segment.first() < last.first()) full.add(each);
      else giveBack(segment);
    }
  }

  private Segment currentSegment() {
    if (current == null) throw new IllegalStateException("the journal was not replayed");
    return current;
  }

  /// Makes sure of the least number of segments.
  ///
  /// @throws IOException if there is no room for them
  void allocate() throws IOException {
    synchronized (this) {
      while (totalBytes < (long) sizes.segmentsMin() * sizes.segmentBytes())
        free.add(create(sizes.segmentBytes()));
    }
    if (current == null) restartAt(position);
  }

  /// How many records there have been.
  long position() {
    return position;
  }

  /// How many times a segment followed on another.
  int segmentChanges() {
    return segmentChanges;
  }

  /// Writes a record, whose first [Segment#FRAME_BYTES] bytes were left free, and with it moves on
  /// by one position. False, and nothing happened, when there is no segment for it and no room for
  /// another.
  boolean append(Encoder record) {
    int length = record.length();
    int bytes = Segment.padded(length);
    if ((current == null || !current.fits(at, bytes)) && !roll(bytes)) return false;
    currentSegment().put(at, record.buffer(), length, position, crc);
    at += bytes;
    position++;
    words.set(AreaLayout.APPENDED, position);
    return true;
  }

  private boolean roll(int bytes) {
    words.set(AreaLayout.IN_SEGMENT_CHANGE, 1);
    Juncture.SEGMENT_CHANGE.here();
    boolean isRolled = changeSegment(bytes);
    words.set(AreaLayout.IN_SEGMENT_CHANGE, 0);
    return isRolled;
  }

  private synchronized boolean changeSegment(int bytes) {
    Segment next = takeFree(bytes);
    if (next == null) next = grown(bytes);
    if (next == null) return false;
    if (current != null) full.add(new Full(current, position));
    begin(next, position);
    segmentChanges++;
    return true;
  }

  private void begin(Segment segment, long first) {
    segment.begin(first);
    current = segment;
    at = HEADER_BYTES;
    position = first;
  }

  private @Nullable Segment takeFree(int bytes) {
    for (Segment segment : free) {
      if (segment.fits(HEADER_BYTES, bytes)) {
        free.remove(segment);
        return segment;
      }
    }
    return null;
  }

  private @Nullable Segment grown(int bytes) {
    int size = sizeFor(bytes);
    if (size <= 0 || totalBytes + size > sizes.journalBytesMax()) return null;
    try {
      Segment segment = create(size);
      mayGrow = true;
      return segment;
    } catch (IOException full) {
      mayGrow = false;
      return null;
    }
  }

  private int sizeFor(int bytes) {
    long needed = HEADER_BYTES + (long) bytes;
    long rounded = (needed + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    return rounded > Integer.MAX_VALUE ? -1 : (int) Math.max(sizes.segmentBytes(), rounded);
  }

  private Segment create(int size) throws IOException {
    Path file = folder.resolve(prefix() + nextNumber);
    Segment segment = Segment.create(storage, file, header, size);
    nextNumber++;
    totalBytes += size;
    return segment;
  }

  /// A checkpoint at `covered` is safe: what comes before it may be overwritten.
  synchronized void release(long covered) {
    while (!full.isEmpty() && full.getFirst().end() <= covered)
      giveBack(full.removeFirst().segment());
  }

  /// Frees a segment; one that was made for a large record is of no use for others.
  private void giveBack(Segment segment) {
    segment.free();
    if (segment.size() == sizes.segmentBytes()) free.add(segment);
    else delete(segment);
  }

  /// A checkpoint at `covered`, ahead of all records, is safe: goes on there, with all segments.
  synchronized void restartAt(long covered) {
    if (current != null) full.add(new Full(current, position));
    current = null;
    for (Full each : full) giveBack(each.segment());
    full.clear();
    position = covered;
    words.set(AreaLayout.APPENDED, covered);
    Segment next = takeFree(FRAME_BYTES);
    if (next != null) begin(next, covered);
  }

  private void delete(Segment segment) {
    totalBytes -= segment.size();
    try {
      segment.delete();
    } catch (IOException stays) {
      // It is free, and the next start finds it.
    }
  }

  /// Makes the next segment before it is needed.
  synchronized void prepare() {
    if (!free.isEmpty()) return;
    Segment segment = grown(FRAME_BYTES);
    if (segment != null) free.add(segment);
  }

  /// Gives back what a burst took.
  synchronized void trim() {
    while (!free.isEmpty() && totalBytes - free.getLast().size() >= bytesMin())
      delete(free.removeLast());
  }

  private long bytesMin() {
    return (long) sizes.segmentsMin() * sizes.segmentBytes();
  }

  /// What the segments take that no checkpoint covers, in bytes.
  synchronized long usedBytes() {
    long used = current == null ? 0 : current.size();
    for (Full each : full) used += each.segment().size();
    return used;
  }

  /// What the segments could take in all, in bytes.
  synchronized long bytesMax() {
    return mayGrow ? sizes.journalBytesMax() : totalBytes;
  }

  /// What all segments take, in bytes.
  synchronized long bytes() {
    return totalBytes;
  }

  synchronized void close() {
    if (current != null) current.close();
    current = null;
    full.forEach(each -> each.segment().close());
    free.forEach(Segment::close);
    full.clear();
    free.clear();
  }
}

package revenant.server.journal;

/// How much of the area the journal and the server's own checkpoints take.
///
/// @param segmentBytes what an ordinary journal segment takes
/// @param segmentsMin how many segments there always are, 2 or more: one is written while the other
///   waits for its checkpoint
/// @param journalBytesMax what all segments take at most, when checkpoints lag
/// @param roomBytes what each of the server's own two checkpoint files takes at first
/// @param recordsMin how many records a start may find without anybody having thought of a newer
///   checkpoint of the server's own
record Sizes(
    int segmentBytes, int segmentsMin, long journalBytesMax, long roomBytes, int recordsMin) {
  static final Sizes DEFAULT = new Sizes(2 << 20, 2, 64L << 20, 1L << 20, 256);
}

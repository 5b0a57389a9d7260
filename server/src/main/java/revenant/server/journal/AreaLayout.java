package revenant.server.journal;

/// What is where in a persistent area. The file `header` is one page: a fixed part that is replaced
/// as a whole, and words that the running process changes through a mapping. All numbers are little
/// endian; every word is eight bytes long.
///
/// After the process was killed the words tell what it was doing, which is how tests know where a
/// kill fell.
public final class AreaLayout {
  /// The file with the OS lock; it holds the pid of the process that has it.
  public static final String LOCK = "lock";

  /// The file that this class describes.
  public static final String HEADER = "header";

  /// How the names of journal segments begin.
  public static final String JOURNAL = "journal-";

  /// The files of the server's own two checkpoints begin with this.
  public static final String ROOM = "room-";

  /// The folder of the store plug-ins' folders.
  public static final String STORE = "store";

  /// The folder of what was set aside.
  public static final String ASIDE = "aside";

  /// The last request that killed the server again and again, as it came.
  public static final String DEADLY_REQUEST = "deadly-request";

  static final int HEADER_BYTES = 4096;
  static final long MAGIC = 0x31544E4E45564552L; // REVENNT1
  static final int FORMAT = 1;

  static final int AT_MAGIC = 0;
  static final int AT_FORMAT = 8;
  static final int AT_CHECK = 12;
  static final int AT_CHECKED = 16;
  static final int AT_AREA = 16;
  static final int AT_KEY = 32;
  static final int AT_EPOCH = 40;
  static final int AT_BOOT = 48;
  static final int AT_STORE = 112;
  static final int AT_CHECKED_END = 256;
  static final int NAME_BYTES_MAX = 60;

  /// The session whose request is being executed, plus 1; 0 for none.
  public static final int EXECUTING_SESSION = 256;

  /// The position of that request.
  public static final int EXECUTING_POSITION = 264;

  /// How many records the journal holds for certain.
  public static final int APPENDED = 272;

  /// Not 0 while a journal segment is being changed for the next.
  public static final int IN_SEGMENT_CHANGE = 280;

  static final int SUSPECT_SESSION = 320;
  static final int SUSPECT_POSITION = 328;
  static final int SUSPECT_DEATHS = 336;
  static final int REPLAYING = 344;
  static final int SUSPECT_STEP = 352;

  static final int SUSPECT_STEP_DEATHS = 360;

  /// Not 0 from a start until a clean end.
  public static final int RUNNING = 368;

  /// Not 0 while recovery is under way.
  public static final int IN_RECOVERY = 376;

  /// How many times the area was opened.
  public static final int STARTS = 384;

  /// While a checkpoint is being saved by the store, its position plus 1; otherwise 0.
  public static final int IN_CHECKPOINT = 512;

  /// The position of the newest checkpoint that the store has saved, plus 1; 0 if it has none.
  public static final int STORE_SAVED = 520;

  /// Not 0 while the store is being loaded by a server that is serving already.
  static final int IN_LATE_LOAD = 528;

  private AreaLayout() {}
}

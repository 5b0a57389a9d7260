package revenant.transport.ring.hypervisor;

import java.nio.ByteBuffer;
import revenant.api.memory.Memory;

/// The page that a domain shares with the server: two circular buffers and the words that say what
/// is in them (xenstore-ring.txt, io/xs_wire.h). The other end writes whenever it likes and
/// whatever it likes, so each word that is its own is loaded once and then judged.
public final class Page {
  /// The size of a page.
  public static final int BYTES = 4096;

  /// The size of each buffer.
  public static final int RING = 1024;

  /// Where the server's input is.
  public static final int REQUESTS = 0;

  /// Where its output is.
  public static final int RESPONSES = RING;

  /// How much input the server has let go of.
  public static final int REQ_CONS = 2048;

  /// How much input there has been.
  public static final int REQ_PROD = 2052;

  /// How much output the domain has let go of.
  public static final int RSP_CONS = 2056;

  /// How much output there has been.
  public static final int RSP_PROD = 2060;

  /// What the server offers.
  public static final int FEATURES = 2064;

  /// Whether the domain asks for a fresh connection.
  public static final int CONNECTION = 2068;

  /// Why the server does not go on.
  public static final int ERROR = 2072;

  /// The domain's event channel, if whoever built it said so here.
  public static final int EVENT_CHANNEL = 2076;

  private final Memory memory;

  /// @param bytes of shared memory
  public Page(ByteBuffer bytes) {
    this(Memory.of(bytes));
  }

  /// A page that is in `memory`.
  public Page(Memory memory) {
    if (memory.size() != BYTES) throw new IllegalArgumentException("no page");
    this.memory = memory;
  }

  /// Loads a word, before anything that is loaded later.
  public int load(int word) {
    return memory.getIntAcquire(word);
  }

  /// Stores a word, after everything that was loaded or stored before.
  public void store(int word, int value) {
    memory.putIntRelease(word, value);
  }

  /// Whether `producer` and `consumer` can be those of one buffer.
  public static boolean isSane(int producer, int consumer) {
    return Integer.compareUnsigned(producer - consumer, RING) <= 0;
  }

  /// Copies `count` bytes out of the buffer at `ring`, from stream position `index` on.
  public void copyOut(int ring, int index, ByteBuffer into, int count) {
    int start = index & (RING - 1);
    int first = Math.min(count, RING - start);
    memory.get(ring + start, into, into.position(), first);
    if (first < count) memory.get(ring, into, into.position() + first, count - first);
    into.position(into.position() + count);
  }

  /// Copies `count` bytes into the buffer at `ring`, from stream position `index` on.
  public void copyIn(int ring, int index, ByteBuffer from, int count) {
    int start = index & (RING - 1);
    int first = Math.min(count, RING - start);
    memory.put(ring + start, from, from.position(), first);
    if (first < count) memory.put(ring, from, from.position() + first, count - first);
    from.position(from.position() + count);
  }
}

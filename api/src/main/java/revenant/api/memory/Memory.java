package revenant.api.memory;

import java.nio.ByteBuffer;

/// Memory that outlives the process: a mapped file, or a page shared with a domain. What a kill may
/// fall between is one call here, so that a test can count these and end the world at any of them.
///
/// Plain stores may arrive in any order among themselves, and a bulk store in pieces. A store with
/// `Release` arrives after all that were made before it. A number that stands at a multiple of its
/// size arrives whole. Numbers are little endian.
public abstract class Memory {
  /// Memory that is there for as long as `bytes` are.
  ///
  /// @param bytes all of them, wherever their position is
  public static Memory of(ByteBuffer bytes) {
    return new MappedMemory(bytes);
  }

  /// In bytes.
  public abstract int size();

  /// Loads a number.
  public abstract int getInt(int at);

  /// Loads a number.
  public abstract long getLong(int at);

  /// Loads a number, before anything that is loaded later.
  public abstract int getIntAcquire(int at);

  /// Copies `count` bytes out of the memory; positions stay as they are.
  public abstract void get(int at, ByteBuffer into, int start, int count);

  /// The bytes themselves, to be read.
  public abstract ByteBuffer view(int at, int count);

  /// Stores an octet.
  public abstract void put(int at, byte octet);

  /// Stores a number.
  public abstract void putInt(int at, int value);

  /// Stores a number.
  public abstract void putLong(int at, long value);

  /// Stores a number, after everything that was loaded or stored before.
  public abstract void putIntRelease(int at, int value);

  /// Stores a number, after everything that was loaded or stored before.
  public abstract void putLongRelease(int at, long value);

  /// Copies `count` bytes into the memory.
  public abstract void put(int at, byte[] from, int start, int count);

  /// Copies `count` bytes into the memory; positions stay as they are.
  public abstract void put(int at, ByteBuffer from, int start, int count);
}

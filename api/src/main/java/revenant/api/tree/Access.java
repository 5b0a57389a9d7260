package revenant.api.tree;

import java.util.Optional;

/// What a permission entry allows (xenstore.txt, SET_PERMS).
public enum Access {
  /// No access, letter `n`.
  NONE('n', false, false),
  /// Read only, letter `r`.
  READ('r', true, false),
  /// Write only, letter `w`.
  WRITE('w', false, true),
  /// Both, letter `b`.
  BOTH('b', true, true);

  private final char letter;
  private final boolean read;
  private final boolean write;

  Access(char letter, boolean read, boolean write) {
    this.letter = letter;
    this.read = read;
    this.write = write;
  }

  /// The letter of the wire format.
  public char letter() {
    return letter;
  }

  /// Whether reading is allowed.
  public boolean mayRead() {
    return read;
  }

  /// Whether writing is allowed.
  public boolean mayWrite() {
    return write;
  }

  /// The access of a wire letter, none for any other character.
  public static Optional<Access> of(char letter) {
    return switch (letter) {
      case 'n' -> Optional.of(NONE);
      case 'r' -> Optional.of(READ);
      case 'w' -> Optional.of(WRITE);
      case 'b' -> Optional.of(BOTH);
      default -> Optional.empty();
    };
  }
}

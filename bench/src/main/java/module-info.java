import org.jspecify.annotations.NullMarked;

/// Compares Xenstore servers under load, over their unix sockets.
@NullMarked
module revenant.bench {
  requires static org.jspecify;
}

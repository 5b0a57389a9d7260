import org.jspecify.annotations.NullMarked;

/// A machine with Xen in it, for tests of the distribution.
@NullMarked
module revenant.xen {
  requires static org.jspecify;
}

/// The tool `bench`: what is asked for, and the rounds in which it is measured. Leans on all of the
/// module.
@NullMarked
package revenant.bench;

import org.jspecify.annotations.NullMarked;

/// Tests of the distribution as it was built: real processes, real sockets, real kills. Leans on
/// `revenant.testkit` and on nothing of the launcher.
@NullMarked
package revenant.launcher.distribution;

import org.jspecify.annotations.NullMarked;

/// Who is measured: servers that run already, and daemons of our own, with folders that end with
/// them; and what Linux tells of their processes. Leans on `wire`.
@NullMarked
package revenant.bench.subject;

import org.jspecify.annotations.NullMarked;

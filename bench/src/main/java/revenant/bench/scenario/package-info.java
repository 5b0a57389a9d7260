/// What is measured. Leans on `wire`, `subject` and `result`.
@NullMarked
package revenant.bench.scenario;

import org.jspecify.annotations.NullMarked;

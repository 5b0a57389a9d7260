/// What was found: figures and courses of measurements, and what they come to. Leans on `wire`.
@NullMarked
package revenant.bench.result;

import org.jspecify.annotations.NullMarked;

/// How results are shown: as a table, as JSON, and as a page with plots. Leans on `scenario` and
/// `result`.
@NullMarked
package revenant.bench.report;

import org.jspecify.annotations.NullMarked;

/// What a client is: connections that cost as little as they can, and ways to put load on them.
/// Leans on HdrHistogram.
@NullMarked
package revenant.bench.wire;

import org.jspecify.annotations.NullMarked;

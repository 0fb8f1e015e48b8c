/// Recorded answers of real models in, what naosu makes of them and how that compares with what was
/// recorded out. The records are evaluation data and never part of naosu.
@NullMarked
package dev.naosu.bench.recorded;

import org.jspecify.annotations.NullMarked;

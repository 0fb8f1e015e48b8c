/// A person says what a repair is worth, where the judge could not, or was wrong.
@NullMarked
package dev.naosu.bench.label;

import org.jspecify.annotations.NullMarked;

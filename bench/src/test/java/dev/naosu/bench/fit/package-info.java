/// Fits against data whose truth is known.
@NullMarked
package dev.naosu.bench.fit;

import org.jspecify.annotations.NullMarked;

/// A little traffic.
@NullMarked
package dev.naosu.bench.load;

import org.jspecify.annotations.NullMarked;

/// Public data sets in small.
@NullMarked
package dev.naosu.bench.detect;

import org.jspecify.annotations.NullMarked;

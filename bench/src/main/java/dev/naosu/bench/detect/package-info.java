/// Public data sets for detection in, how well naosu detects on them out.
@NullMarked
package dev.naosu.bench.detect;

import org.jspecify.annotations.NullMarked;

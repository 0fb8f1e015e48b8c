/// Numbers, and files that are read again.
@NullMarked
package dev.naosu.bench.trial;

import org.jspecify.annotations.NullMarked;

/// Versions that are made up, some of them worse, in; how soon which of them are rolled back out.
@NullMarked
package dev.naosu.bench.canary;

import org.jspecify.annotations.NullMarked;

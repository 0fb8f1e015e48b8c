/// What the judge must and must not believe.
@NullMarked
package dev.naosu.bench.judge;

import org.jspecify.annotations.NullMarked;

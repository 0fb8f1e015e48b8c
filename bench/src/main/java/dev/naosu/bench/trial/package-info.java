/// What a run of the bench has found, its file, and numbers over it.
@NullMarked
package dev.naosu.bench.trial;

import org.jspecify.annotations.NullMarked;

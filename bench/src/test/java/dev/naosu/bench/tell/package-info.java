/// Reports as a reader sees them.
@NullMarked
package dev.naosu.bench.tell;

import org.jspecify.annotations.NullMarked;

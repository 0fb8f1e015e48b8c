@NullMarked
package dev.naosu.bench.healing;

import org.jspecify.annotations.NullMarked;

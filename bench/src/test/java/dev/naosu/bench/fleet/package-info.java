@NullMarked
package dev.naosu.bench.fleet;

import org.jspecify.annotations.NullMarked;

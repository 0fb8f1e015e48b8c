@NullMarked
package dev.naosu.bench.faults;

import org.jspecify.annotations.NullMarked;

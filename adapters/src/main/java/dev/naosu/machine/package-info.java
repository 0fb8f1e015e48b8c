/// The machine naosu runs on: its processes, its disk, its JDKs.
@NullMarked
package dev.naosu.machine;

import org.jspecify.annotations.NullMarked;

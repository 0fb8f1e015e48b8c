/// Experiments on what runs, from the first look to everything put back; a monkey that does one a
/// day; drills of undoing.
@NullMarked
package dev.naosu.cycle.chaos;

import org.jspecify.annotations.NullMarked;

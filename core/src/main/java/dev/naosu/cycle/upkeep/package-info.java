/// The other loop: look at what wears out, plan what is needed, do it in a window, look whether it
/// helped, and count how much was done in time.
@NullMarked
package dev.naosu.cycle.upkeep;

import org.jspecify.annotations.NullMarked;

/// Keeps as many instances of a service as its load needs: measures, decides, and proposes; the
/// road does it.
@NullMarked
package dev.naosu.cycle.scaling;

import org.jspecify.annotations.NullMarked;

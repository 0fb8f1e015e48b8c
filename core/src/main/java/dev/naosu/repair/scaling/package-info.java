/// How many instances a service should have: a function of what was measured, and of when that was
/// changed last.
@NullMarked
package dev.naosu.repair.scaling;

import org.jspecify.annotations.NullMarked;

/// Metrics are watched by a random cut forest, of the library that Amazon made for it.
@NullMarked
package dev.naosu.forest;

import org.jspecify.annotations.NullMarked;

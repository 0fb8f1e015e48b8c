/// Code of the project that resembles the code around a fault, and what it would make of that code.
@NullMarked
package dev.naosu.repair.donor;

import org.jspecify.annotations.NullMarked;

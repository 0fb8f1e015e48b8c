/// A manifest of bugs in, a report of how naosu fares on them out.
@NullMarked
package dev.naosu.bench;

import org.jspecify.annotations.NullMarked;

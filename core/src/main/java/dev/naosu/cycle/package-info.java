/// The road from a failing test to a verdict, in one place where its order can be read.
@NullMarked
package dev.naosu.cycle;

import org.jspecify.annotations.NullMarked;

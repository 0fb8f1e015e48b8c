/// Versions of a program are called with what its tests called it with, in a JVM of their own, and
/// what they do is compared.
@NullMarked
package dev.naosu.replay;

import org.jspecify.annotations.NullMarked;

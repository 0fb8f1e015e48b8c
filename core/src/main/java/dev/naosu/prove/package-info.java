/// Candidates in, verdicts with their evidence out.
@NullMarked
package dev.naosu.prove;

import org.jspecify.annotations.NullMarked;

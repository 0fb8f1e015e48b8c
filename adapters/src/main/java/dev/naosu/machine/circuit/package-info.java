/// What stands between naosu and an outside thing that it acts on: a circuit breaker for each
/// target, a time limit for each call, and one place where a failure becomes a word.
@NullMarked
package dev.naosu.machine.circuit;

import org.jspecify.annotations.NullMarked;

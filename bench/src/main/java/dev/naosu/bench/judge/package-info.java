/// Two versions of a program and its tests in; whether they behave the same, with evidence, out.
@NullMarked
package dev.naosu.bench.judge;

import org.jspecify.annotations.NullMarked;

/// How usual a piece of code is for a project: text in, bits per token out.
@NullMarked
package dev.naosu.repair.naturalness;

import org.jspecify.annotations.NullMarked;

/// What the bench must make of a manifest.
@NullMarked
package dev.naosu.bench;

import org.jspecify.annotations.NullMarked;

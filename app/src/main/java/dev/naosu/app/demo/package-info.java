/// A shop that is broken on purpose, so that one can watch it being healed.
@NullMarked
package dev.naosu.app.demo;

import org.jspecify.annotations.NullMarked;

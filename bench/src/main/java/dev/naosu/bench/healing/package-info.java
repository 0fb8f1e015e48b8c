/// A shop on a fleet of this machine that is hurt in known ways, and how soon naosu notices and
/// heals it.
@NullMarked
package dev.naosu.bench.healing;

import org.jspecify.annotations.NullMarked;

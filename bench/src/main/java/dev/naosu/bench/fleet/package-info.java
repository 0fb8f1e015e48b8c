/// What a fleet loses when one of its instances is killed, and how soon it is whole again.
@NullMarked
package dev.naosu.bench.fleet;

import org.jspecify.annotations.NullMarked;

/// The instances of a service: which versions run, who gets which requests, and what was answered.
@NullMarked
package dev.naosu.fleet;

import org.jspecify.annotations.NullMarked;

/// Experiments at the front door: what the configuration says of them, and what is kept of them.
@NullMarked
package dev.naosu.app.chaos;

import org.jspecify.annotations.NullMarked;

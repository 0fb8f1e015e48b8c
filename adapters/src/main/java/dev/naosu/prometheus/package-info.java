/// Asks a Prometheus server what a person wants to be told of, and what naosu should learn from.
@NullMarked
package dev.naosu.prometheus;

import org.jspecify.annotations.NullMarked;

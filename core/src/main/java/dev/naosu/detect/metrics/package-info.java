/// The values of a metric in, how unusual each of them is out.
@NullMarked
package dev.naosu.detect.metrics;

import org.jspecify.annotations.NullMarked;

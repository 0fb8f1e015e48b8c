/// The spans of services in, how long each operation itself took out.
@NullMarked
package dev.naosu.detect.traces;

import org.jspecify.annotations.NullMarked;

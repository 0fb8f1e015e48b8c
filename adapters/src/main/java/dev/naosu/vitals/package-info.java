/// Measures machines, file systems, servers, databases and certificates from outside, and collects
/// evidence of them. What cannot be measured has no value.
@NullMarked
package dev.naosu.vitals;

import org.jspecify.annotations.NullMarked;

/// Test runs in, an incident with its symptoms out.
@NullMarked
package dev.naosu.detect;

import org.jspecify.annotations.NullMarked;

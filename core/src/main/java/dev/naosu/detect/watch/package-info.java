/// What services say all day in, the troubles that show in it out.
@NullMarked
package dev.naosu.detect.watch;

import org.jspecify.annotations.NullMarked;

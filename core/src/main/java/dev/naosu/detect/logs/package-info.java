/// A log message in, the template it was written with out.
@NullMarked
package dev.naosu.detect.logs;

import org.jspecify.annotations.NullMarked;

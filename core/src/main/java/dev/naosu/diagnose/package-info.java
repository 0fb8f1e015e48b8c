/// An incident in, suspicious places in the code out.
@NullMarked
package dev.naosu.diagnose;

import org.jspecify.annotations.NullMarked;

/// What was unusual and what was changed in, the causes that explain it out, with the evidence for
/// and against each.
@NullMarked
package dev.naosu.diagnose.cause;

import org.jspecify.annotations.NullMarked;

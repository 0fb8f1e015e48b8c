/// Telling in plain sentences why an incident came about, by a model that may only use the evidence
/// that was found.
@NullMarked
package dev.naosu.diagnose.explanation;

import org.jspecify.annotations.NullMarked;

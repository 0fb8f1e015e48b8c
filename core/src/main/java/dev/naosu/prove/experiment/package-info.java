/// Deliberate disturbances of what runs, to see whether it bears them: what must hold before,
/// during and after, what is done to it for how long, and what came of it. Nothing here acts.
@NullMarked
package dev.naosu.prove.experiment;

import org.jspecify.annotations.NullMarked;

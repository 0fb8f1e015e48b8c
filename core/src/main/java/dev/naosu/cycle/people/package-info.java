/// What is told to whom, and when: incidents that changed in, one message each out, and silence
/// where there is nothing to say.
@NullMarked
package dev.naosu.cycle.people;

import org.jspecify.annotations.NullMarked;

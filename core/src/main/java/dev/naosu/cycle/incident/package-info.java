/// The life of an incident, from the first signal until it is healed or in the hands of a person.
@NullMarked
package dev.naosu.cycle.incident;

import org.jspecify.annotations.NullMarked;

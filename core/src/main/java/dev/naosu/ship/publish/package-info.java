/// What may leave naosu, told so small that whoever lets it out can look at all of it.
@NullMarked
package dev.naosu.ship.publish;

import org.jspecify.annotations.NullMarked;

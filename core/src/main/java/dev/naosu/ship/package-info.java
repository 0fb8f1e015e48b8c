/// A proven patch in, a change in the user's tree or branch out.
@NullMarked
package dev.naosu.ship;

import org.jspecify.annotations.NullMarked;

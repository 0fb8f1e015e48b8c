/// Commits that did harm in, a change that undoes them and keeps what came after them out.
@NullMarked
package dev.naosu.ship.revert;

import org.jspecify.annotations.NullMarked;

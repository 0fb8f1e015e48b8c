/// A branch in, the one pull request of its incident out, and what people say to it.
@NullMarked
package dev.naosu.ship.pull;

import org.jspecify.annotations.NullMarked;

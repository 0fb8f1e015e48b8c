/// A delivered version in, all requests on it or back on the one before out; a person can say which
/// at any time.
@NullMarked
package dev.naosu.ship.rollout;

import org.jspecify.annotations.NullMarked;

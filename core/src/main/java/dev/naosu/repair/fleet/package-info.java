/// Remedies on the instances of a service: restart one, take one out of the route, more or fewer of
/// them, and back to the version before.
@NullMarked
package dev.naosu.repair.fleet;

import org.jspecify.annotations.NullMarked;

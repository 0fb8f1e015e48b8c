/// The road of a remedy that changes no code: permitted or not, done on one target, looked at,
/// widened or undone.
@NullMarked
package dev.naosu.ship.action;

import org.jspecify.annotations.NullMarked;

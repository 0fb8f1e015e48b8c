/// What should be done before something breaks: needs with a date, and when in the maintenance
/// windows they are met.
@NullMarked
package dev.naosu.repair.upkeep;

import org.jspecify.annotations.NullMarked;

/// Follows the logs that services write on this machine, files and journald's, and brings what it
/// reads to a receiver; where it stands is kept, so that a restart neither loses nor repeats.
@NullMarked
package dev.naosu.tail;

import org.jspecify.annotations.NullMarked;

/// Units of systemd, of the system's manager or of the user's own.
@NullMarked
package dev.naosu.systemd;

import org.jspecify.annotations.NullMarked;

/// What two versions answered side by side in, whether the new one may get more requests out.
@NullMarked
package dev.naosu.ship.canary;

import org.jspecify.annotations.NullMarked;

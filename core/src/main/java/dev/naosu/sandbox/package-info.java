/// Commands and how they end. Knows no stage.
@NullMarked
package dev.naosu.sandbox;

import org.jspecify.annotations.NullMarked;

/// What a patient is: its modules, class path, language level and build. Knows no stage.
@NullMarked
package dev.naosu.project;

import org.jspecify.annotations.NullMarked;

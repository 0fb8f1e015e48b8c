/// What a program is: source text, places in it, edits of it. Knows no stage.
@NullMarked
package dev.naosu.code;

import org.jspecify.annotations.NullMarked;

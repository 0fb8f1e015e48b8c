/// Git's command and the user's own tree: how a repair is delivered.
@NullMarked
package dev.naosu.git;

import org.jspecify.annotations.NullMarked;

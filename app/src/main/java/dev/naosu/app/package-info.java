/// The front door: the command line, and the one place where things are built.
@NullMarked
package dev.naosu.app;

import org.jspecify.annotations.NullMarked;

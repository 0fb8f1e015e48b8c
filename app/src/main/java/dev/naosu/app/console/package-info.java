/// naosu for people: pages that are written on the server and work without a script.
@NullMarked
package dev.naosu.app.console;

import org.jspecify.annotations.NullMarked;

/// What people write on the command line and in files, read into words.
@NullMarked
package dev.naosu.app.input;

import org.jspecify.annotations.NullMarked;

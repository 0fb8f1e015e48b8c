/// Lines of a log in, records with their level, message and stack trace out. Knows no files.
@NullMarked
package dev.naosu.tail.reading;

import org.jspecify.annotations.NullMarked;

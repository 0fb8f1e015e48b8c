/// Recordings of requests as files, one JSON object a line.
@NullMarked
package dev.naosu.requests;

import org.jspecify.annotations.NullMarked;

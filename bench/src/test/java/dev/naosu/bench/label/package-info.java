/// The server as a browser sees it.
@NullMarked
package dev.naosu.bench.label;

import org.jspecify.annotations.NullMarked;

/// naosu's gateway beside nginx: how many requests each passes on, and how long they take.
@NullMarked
package dev.naosu.bench.proxy;

import org.jspecify.annotations.NullMarked;

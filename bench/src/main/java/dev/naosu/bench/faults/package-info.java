/// A market with a known fault in, how soon its cause is named out.
@NullMarked
package dev.naosu.bench.faults;

import org.jspecify.annotations.NullMarked;

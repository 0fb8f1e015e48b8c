/// Judged repairs in, the weights of a confidence that was tested on projects it had not seen out.
@NullMarked
package dev.naosu.bench.fit;

import org.jspecify.annotations.NullMarked;

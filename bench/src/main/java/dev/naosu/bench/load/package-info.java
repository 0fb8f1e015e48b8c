/// A rate of log records and spans in, how a server of its own bears it out.
@NullMarked
package dev.naosu.bench.load;

import org.jspecify.annotations.NullMarked;

/// The record of every decision: appended to, never changed, and chained by hashes.
@NullMarked
package dev.naosu.journal;

import org.jspecify.annotations.NullMarked;

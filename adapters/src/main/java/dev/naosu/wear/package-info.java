/// What of a machine wears out, only looked at: file systems, logs, certificates, packages of the
/// operating system; and a file that remembers what was measured.
@NullMarked
package dev.naosu.wear;

import org.jspecify.annotations.NullMarked;

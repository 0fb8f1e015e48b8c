/// Leases as files, and the process that puts back what they are for when nobody else lives.
@NullMarked
package dev.naosu.leases;

import org.jspecify.annotations.NullMarked;

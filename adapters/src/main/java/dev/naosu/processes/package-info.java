/// A fleet on this machine: builds of a service, its processes, and what keeps them running.
@NullMarked
package dev.naosu.processes;

import org.jspecify.annotations.NullMarked;

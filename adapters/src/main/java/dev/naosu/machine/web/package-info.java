/// Addresses that the configuration names, called without being led anywhere else.
@NullMarked
package dev.naosu.machine.web;

import org.jspecify.annotations.NullMarked;

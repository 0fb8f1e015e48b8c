/// Where people have their say about what naosu does to what runs.
@NullMarked
package dev.naosu.cycle.action;

import org.jspecify.annotations.NullMarked;

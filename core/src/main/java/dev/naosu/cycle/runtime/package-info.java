/// Looks after what runs: measures it, sees when a runbook's conditions last, collects evidence and
/// takes the runbook's steps one after the other, until one helps or a person has to.
@NullMarked
package dev.naosu.cycle.runtime;

import org.jspecify.annotations.NullMarked;

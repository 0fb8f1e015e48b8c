/// Cycles that survive the end of their process: DBOS on PostgreSQL, with a lease for each process.
@NullMarked
package dev.naosu.durable;

import org.jspecify.annotations.NullMarked;

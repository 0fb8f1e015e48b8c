/// What naosu remembers, in PostgreSQL: one that it runs itself, or any other by its URL.
@NullMarked
package dev.naosu.postgres;

import org.jspecify.annotations.NullMarked;

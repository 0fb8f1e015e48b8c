/// Caches in Redis.
@NullMarked
package dev.naosu.redis;

import org.jspecify.annotations.NullMarked;

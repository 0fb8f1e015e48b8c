/// Feature flags, kept in a file or by a service of their own.
@NullMarked
package dev.naosu.flags;

import org.jspecify.annotations.NullMarked;

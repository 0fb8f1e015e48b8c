/// Faults that are really done on this machine, each held by a process of its own that puts it back
/// when its time is over, when it is told to, and when whoever began it is gone. What the holders
/// are made of needs nothing but the JDK.
@NullMarked
package dev.naosu.faults;

import org.jspecify.annotations.NullMarked;

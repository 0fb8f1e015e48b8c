/// Forks the patient's JVM with the probe inside and talks to it.
@NullMarked
package dev.naosu.jvm;

import org.jspecify.annotations.NullMarked;

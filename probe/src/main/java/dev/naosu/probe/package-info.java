/**
 * What runs inside the JVM of the patient: the agent that instruments its classes, the child that
 * runs its tests, and the wire on which the engine talks with it.
 *
 * <p>Everything here is Java 8 and depends on nothing but the JDK and a relocated ASM, because it
 * shares a JVM with software we know nothing about. {@link dev.naosu.probe.Probe} is the only place
 * with static mutable state.
 */
package dev.naosu.probe;

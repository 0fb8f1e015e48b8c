/**
 * Faults inside of a JVM that runs, for experiments: ordered by an agent that is attached, ended by
 * order or after their time.
 */
package dev.naosu.probe.chaos;

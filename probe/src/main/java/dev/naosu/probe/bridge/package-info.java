/**
 * Bridges to the test frameworks. They are compiled against the frameworks but loaded next to the
 * patient's own copy of them, so no framework is ever part of the probe.
 */
package dev.naosu.probe.bridge;

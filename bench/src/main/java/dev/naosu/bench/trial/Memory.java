package dev.naosu.bench.trial;

import java.util.Optional;

/// Memory of the engine's JVM at its peak.
///
/// @param heapMegabytes what was still in use after a collection, rounded up
/// @param residentMegabytes of the whole process; empty where the system does not tell
public record Memory(long heapMegabytes, Optional<Long> residentMegabytes) {}

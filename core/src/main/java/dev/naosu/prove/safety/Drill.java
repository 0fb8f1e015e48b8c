package dev.naosu.prove.safety;

import java.time.Instant;

/// That the undo of an action was tried on a service.
///
/// @param passed whether everything was as before afterwards
/// @param words what was done and seen, in one sentence
public record Drill(String action, String service, Instant at, boolean passed, String words) {}

package dev.naosu.detect.watch;

import java.time.Instant;
import java.util.Map;

/// Something that is not as it was.
///
/// @param message the same each time it is found: values are told by the facts
/// @param began as far as it is known
record Finding(String message, Instant began, Map<String, String> facts) {}

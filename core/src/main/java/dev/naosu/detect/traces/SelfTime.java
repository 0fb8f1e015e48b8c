package dev.naosu.detect.traces;

import dev.naosu.detect.Origin;
import java.time.Duration;

/// What one span took itself, without waiting for those below it.
public record SelfTime(Origin origin, String operation, Duration took) {}

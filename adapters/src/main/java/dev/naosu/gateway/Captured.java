package dev.naosu.gateway;

import dev.naosu.detect.RecordedRequest;
import dev.naosu.fleet.Version;
import java.time.Instant;

/// A request that passed, with its answer. Secrets are no longer in it.
///
/// @param requestLeftOut whether the request had a body that is not kept: too large, no text, or
///   packed; it cannot be sent again then
/// @param answerLeftOut the same of the answer
public record Captured(
    RecordedRequest request,
    Version version,
    Instant at,
    boolean requestLeftOut,
    boolean answerLeftOut) {}

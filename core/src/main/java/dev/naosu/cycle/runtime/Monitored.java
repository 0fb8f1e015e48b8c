package dev.naosu.cycle.runtime;

import dev.naosu.detect.vitals.Target;

/// Something that is looked after.
///
/// @param kind of component, such as `jvm`
/// @param environment it runs in
public record Monitored(Target target, String kind, String environment) {}

package dev.naosu.learn;

import java.util.OptionalDouble;

/// One figure with what it means.
///
/// @param name such as `success_rate`
/// @param title for people
/// @param value empty when nothing was measured yet, which is not zero
/// @param unit `s`, or `1` for shares and counts
/// @param definition in one sentence
public record Kpi(
    String name, String title, OptionalDouble value, String unit, String definition) {}

package dev.naosu.detect.vitals;

/// Something that can be measured, such as `cpu.used`.
///
/// @param name dotted, lower case
/// @param unit such as `%`, `1`, `s`, `days`
/// @param meaning in a short sentence
public record Vital(String name, String unit, String meaning) {}

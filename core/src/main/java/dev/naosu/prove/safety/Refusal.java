package dev.naosu.prove.safety;

/// Why something may not be done now.
///
/// @param rule short name, such as `cool-down`
/// @param why in one sentence
/// @param later whether waiting helps
/// @param person whether a person who knows of it may have it done all the same
public record Refusal(String rule, String why, boolean later, boolean person) {}

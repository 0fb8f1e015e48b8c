package dev.naosu.code;

/// One change of a source text: the characters of `span` become `replacement`.
///
/// @param path file, relative to the root of the project, with `/`
/// @param replacement new text, empty for a deletion
public record Edit(String path, Span span, String replacement) {}

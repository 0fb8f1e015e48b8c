package dev.naosu.detect.logs;

/// The statement that wrote a message, when the logger tells it: then nothing need be guessed.
///
/// @param format as the program has it, such as `order {} took {} ms`
/// @param place class and line, or the logger's name; may be empty
public record LogSource(String format, String place) {}

package dev.naosu.detect.logs;

/// What messages of one log statement have in common.
///
/// @param id stays the same while the text is learnt better
/// @param text the constant words, with [Masking#VARIABLE] for what differs
/// @param seen how many messages were of it
public record LogTemplate(long id, String text, long seen) {}

package dev.naosu.ship.pull;

/// What somebody said to a pull request.
///
/// @param id of it, unique within the pull request
/// @param text in Markdown: data
public record Remark(String id, String author, String text) {}

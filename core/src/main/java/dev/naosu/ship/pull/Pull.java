package dev.naosu.ship.pull;

/// A pull request, or a merge request, as its forge tells of it.
///
/// @param number that people call it by
/// @param url of its page
/// @param branch that it comes from
/// @param head full name of that branch's latest commit
/// @param body what it says, in Markdown
public record Pull(
    long number, String url, Standing standing, String branch, String head, String body) {
  public boolean isOpen() {
    return standing instanceof Standing.Open;
  }

  /// How it stands.
  public sealed interface Standing {
    record Open() implements Standing {}

    /// @param commit full name of the commit that brought it in
    record Merged(String commit) implements Standing {}

    /// @param by who closed it; empty when the forge does not say
    record Closed(String by) implements Standing {}
  }
}

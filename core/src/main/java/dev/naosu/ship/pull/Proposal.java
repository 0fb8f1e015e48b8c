package dev.naosu.ship.pull;

/// What is proposed to the people of a repository.
///
/// @param branch that holds the change
/// @param base branch that it should go into
/// @param title one line
/// @param body Markdown
public record Proposal(String branch, String base, String title, String body) {
  private static final int MOST_TITLE = 250;

  public Proposal {
    if (title.isBlank()
        || title.length() > MOST_TITLE
        || title.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("not a title: " + title);
    }
  }

  Proposal saying(String text) {
    return new Proposal(branch, base, title, text);
  }
}

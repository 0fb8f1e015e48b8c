package dev.naosu.app.console;

import dev.naosu.ship.rollout.Wish;

/// What a person can say of a rollout.
public enum Steering {
  PROMOTE(
      "promote",
      Wish.Kind.PROMOTE,
      "Give it all requests now?",
      "The version with the repair gets all requests within seconds, and the one before is ended"
          + " after what is under way. What is judged does not count any more.",
      "Promote"),
  ROLL_BACK(
      "rollback",
      Wish.Kind.ROLL_BACK,
      "Roll it back?",
      "The version before gets all requests again within seconds. naosu learns from it, and looks"
          + " for another repair while there are attempts left.",
      "Roll back"),
  GO_ON(
      "continue",
      Wish.Kind.GO_ON,
      "Let it go on?",
      "The version with the repair gets the share of the next stage, or everything after the last"
          + " one, and goes on being judged.",
      "Go on");

  private final String word;
  private final Wish.Kind wish;
  private final String question;
  private final String then;
  private final String button;

  Steering(String word, Wish.Kind wish, String question, String then, String button) {
    this.word = word;
    this.wish = wish;
    this.question = question;
    this.then = then;
    this.button = button;
  }

  /// In addresses.
  public String word() {
    return word;
  }

  Wish.Kind wish() {
    return wish;
  }

  public String question() {
    return question;
  }

  /// What happens then.
  public String then() {
    return then;
  }

  public String button() {
    return button;
  }
}

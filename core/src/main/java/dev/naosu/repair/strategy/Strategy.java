package dev.naosu.repair.strategy;

import dev.naosu.model.Model;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The strategies there are, in the order to try them: cheap and independent ones first.
public enum Strategy {
  FUNCTION("function", "asks for the whole repaired method, 4 to 16 times afresh"),
  SEARCH_REPLACE("search-replace", "asks for edits over up to three files, 4 to 16 times afresh"),
  ENSEMBLE("ensemble", "asks all models for methods and edits in turns, and counts who agrees"),
  ROOT_CAUSE("root-cause", "asks for the root cause and three different ideas, then for each"),
  FEEDBACK("feedback", "tells once what the compiler and the tests said, then begins afresh"),
  TEAM("team", "a planner, a coder and a reviewer; tests lead back to the coder"),
  AGENT("agent", "reads code with tools and tries changes, at most 25 steps"),
  SECURITY("security", "asks for exploit, damage, secure fix and side effects");

  private final String word;
  private final String description;

  Strategy(String word, String description) {
    this.word = word;
    this.description = description;
  }

  /// As it is called in settings and reports.
  public String word() {
    return word;
  }

  /// One line for people.
  public String description() {
    return description;
  }

  public static Optional<Strategy> named(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
  }

  /// @param models at least one; only the ensemble asks others than the first
  /// @param random makes the marks around data; one that starts the same gives the same prompts
  public Proposer with(List<Model> models, RandomGenerator random) {
    Model first = models.getFirst();
    List<Model> one = List.of(first);
    return switch (this) {
      case FUNCTION -> new Sampling(word, one, List.of(new WholeMethod()), random);
      case SEARCH_REPLACE -> new Sampling(word, one, List.of(new Blocks()), random);
      case ENSEMBLE -> new Sampling(word, models, List.of(new WholeMethod(), new Blocks()), random);
      case ROOT_CAUSE -> new RootCause(first, random);
      case FEEDBACK -> new Feedback(first, new WholeMethod(), random);
      case TEAM -> new Team(first, random);
      case AGENT -> new Agent(first, random);
      case SECURITY -> new Sampling(word, one, List.of(new SecureFix()), random);
    };
  }
}

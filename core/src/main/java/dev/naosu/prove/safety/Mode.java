package dev.naosu.prove.safety;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What naosu may do of itself. Each may do more than the ones before it.
public enum Mode {
  /// Nothing, not even look.
  OFF("not done, and not proposed"),
  /// What would be done is recorded.
  SHADOW("recorded, not done"),
  /// It is put before people, one of whom may have it done.
  SUGGEST("proposed; done when an approver says so"),
  /// As many people as the rules want are asked, and it is done when they have said yes.
  APPROVE("done when those who have to approve have"),
  /// It is done.
  AUTO("done without asking");

  private final String meaning;

  Mode(String meaning) {
    this.meaning = meaning;
  }

  /// As it is written, such as `suggest`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// In a few words.
  public String meaning() {
    return meaning;
  }

  /// Whether a person has to say yes first.
  public boolean asks() {
    return this == SUGGEST || this == APPROVE;
  }

  public boolean isMoreThan(Mode other) {
    return compareTo(other) > 0;
  }

  public Mode atMost(Mode limit) {
    return isMoreThan(limit) ? limit : this;
  }

  /// The mode of that word; empty when there is none.
  public static Optional<Mode> of(String word) {
    return Stream.of(values()).filter(mode -> mode.word().equals(word)).findFirst();
  }
}

package dev.naosu.ship.publish;

/// Why something is not let out.
///
/// @param why in one sentence
/// @param remedy what somebody can do, in one sentence
public record Refusal(Rule rule, String why, String remedy) {
  /// What it goes against.
  public enum Rule {
    /// The publisher knows no such service, or has no forge for it.
    UNKNOWN("is not known to the publisher"),
    /// Names of branches and commits have one form each.
    NAME("has a name that is not naosu's"),
    /// Only sources are changed, and versions of libraries.
    PLACE("changes a file that is none of naosu's business"),
    /// A person has to be able to read it.
    SIZE("is too large"),
    /// Nothing is hidden from who reads it.
    LETTERS("hides something"),
    /// Keys and tokens stay here.
    SECRET("holds a secret"),
    /// It says what shows that it holds, and of which change.
    PROOF("is not proven"),
    /// A text mentions nobody, loads nothing and gives no order.
    TEXT("says what a forge would obey"),
    /// The configuration of the publisher does not let it.
    POLICY("is not permitted");

    private final String words;

    Rule(String words) {
      this.words = words;
    }

    /// What it says of what was refused.
    public String words() {
      return words;
    }
  }

  /// In one sentence, without the remedy.
  public String sentence() {
    return "the publisher refuses it, because it " + rule.words() + ": " + why;
  }
}

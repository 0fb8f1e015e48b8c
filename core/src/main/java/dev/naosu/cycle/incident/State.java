package dev.naosu.cycle.incident;

/// Where an incident is in its life. What leads from one to the next stands in [Transitions].
public enum State {
  /// Seen, and not yet taken up.
  OPEN("open"),
  /// A repair is being looked for and proven.
  HEALING("healing"),
  /// A repair is proven; the policy decides who decides.
  PROVEN("proven"),
  /// A repair ships unless somebody objects in time.
  REVIEW("in review"),
  /// A repair waits for a person, for as long as it takes.
  APPROVAL("needs approval"),
  /// The repair is being delivered.
  SHIPPING("shipping"),
  /// The repair is delivered.
  HEALED("healed"),
  /// A person has to see to it; naosu does nothing more.
  ESCALATED("escalated"),
  /// Not a matter of code: runtime healing has it.
  HANDED_OVER("handed over"),
  /// A person has ended it.
  CLOSED("closed");

  private final String words;

  State(String words) {
    this.words = words;
  }

  /// For people.
  public String words() {
    return words;
  }

  /// Whether naosu does nothing more about it.
  public boolean isFinal() {
    return switch (this) {
      case HEALED, ESCALATED, HANDED_OVER, CLOSED -> true;
      case OPEN, HEALING, PROVEN, REVIEW, APPROVAL, SHIPPING -> false;
    };
  }

  /// Whether somebody has to see to it, without being asked about a repair.
  public boolean wantsSomebody() {
    return this == ESCALATED;
  }

  /// Whether a person is asked something.
  public boolean asksAPerson() {
    return this == REVIEW || this == APPROVAL;
  }
}

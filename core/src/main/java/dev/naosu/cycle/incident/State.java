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
  /// The repair is offered to the people of its repository, who merge it or do not.
  MERGING("pull request open"),
  /// The repair gets a share of the requests, and more when it does well.
  ROLLING_OUT("rolling out"),
  /// It could not be told whether the repair does well; a person decides.
  HELD("canary undecided"),
  /// The repair is delivered, and has all requests where naosu rolls it out; or what runs is well
  /// again without one.
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
      case OPEN, HEALING, PROVEN, REVIEW, APPROVAL, SHIPPING, MERGING, ROLLING_OUT, HELD -> false;
    };
  }

  /// Whether somebody has to see to it, without being asked about a repair.
  public boolean wantsSomebody() {
    return this == ESCALATED || this == HELD;
  }

  /// Whether a person is asked about a repair that is proposed.
  public boolean asksAPerson() {
    return this == REVIEW || this == APPROVAL;
  }

  /// Whether a version with the repair is on its way to all requests.
  public boolean isRollingOut() {
    return this == ROLLING_OUT || this == HELD;
  }
}

package dev.naosu.ship.pull;

/// A forge did not do what it was asked. The message says why in one sentence, without secrets.
public final class ForgeTrouble extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String remedy;

  private ForgeTrouble(Kind kind, String why, String remedy) {
    super(why);
    this.kind = kind;
    this.remedy = remedy;
  }

  /// What it means for whoever asked.
  public enum Kind {
    /// It goes away by itself, as when the network is away.
    PASSING,
    /// What was asked about is not there, or cannot be seen.
    MISSING,
    /// What was asked for does not go with how things are there.
    UNFIT,
    /// Somebody has to do something about it.
    LASTING
  }

  public static ForgeTrouble passing(String why) {
    return new ForgeTrouble(Kind.PASSING, why, "It is tried again by itself");
  }

  /// @param remedy what somebody can do, in one sentence
  public static ForgeTrouble of(Kind kind, String why, String remedy) {
    return new ForgeTrouble(kind, why, remedy);
  }

  public Kind kind() {
    return kind;
  }

  public String why() {
    return String.valueOf(getMessage());
  }

  public String remedy() {
    return remedy;
  }

  /// Whether it is worth asking again later.
  public boolean isPassing() {
    return kind == Kind.PASSING;
  }
}

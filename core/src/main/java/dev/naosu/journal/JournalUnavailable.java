package dev.naosu.journal;

/// The journal cannot be written, so nothing may be done. An exception, for a value can be
/// overlooked.
public final class JournalUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String remedy;

  public JournalUnavailable(String why, String remedy, Throwable cause) {
    super(why, cause);
    this.remedy = remedy;
  }

  /// What a person can do.
  public String remedy() {
    return remedy;
  }
}

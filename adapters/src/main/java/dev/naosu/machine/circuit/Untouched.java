package dev.naosu.machine.circuit;

import java.io.IOException;

/// It failed before anything was changed.
public final class Untouched extends IOException {
  private static final long serialVersionUID = 1L;

  /// A rule of naosu's own forbids it: the thing outside is not to blame.
  ///
  /// @param why in one sentence for people
  public Untouched(String why) {
    super(why);
  }

  /// The thing outside failed.
  public Untouched(String why, Throwable cause) {
    super(why, cause);
  }

  boolean isRefusal() {
    return getCause() == null;
  }
}

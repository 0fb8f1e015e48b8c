package dev.naosu.app;

/// How the program ends, for scripts.
final class ExitCode {
  static final int HEALED_OR_NOTHING_TO_HEAL = 0;
  static final int NOT_HEALED = 1;
  static final int USAGE = 2;
  static final int COULD_NOT_RUN = 3;
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}

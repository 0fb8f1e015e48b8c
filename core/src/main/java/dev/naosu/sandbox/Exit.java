package dev.naosu.sandbox;

import java.time.Duration;

/// How a command ended. There is no fourth way and no null.
public sealed interface Exit {
  /// It ended by itself.
  ///
  /// @param output standard output and error together, the last 4 MiB of it
  record Finished(int code, String output, Duration took) implements Exit {
    public boolean succeeded() {
      return code == 0;
    }
  }

  /// It was ended, with all its children, when its time was up.
  record TimedOut(Duration limit, String outputSoFar) implements Exit {}

  /// It could not be started.
  record NeverStarted(String why) implements Exit {}
}

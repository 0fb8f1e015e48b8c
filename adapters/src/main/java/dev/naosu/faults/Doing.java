package dev.naosu.faults;

import java.io.IOException;

/// One fault in the process that holds it.
interface Doing {
  /// Begins, and is back once it acts.
  ///
  /// @return what is done, in one sentence
  /// @throws IOException with a text for people; nothing is left then
  String begin() throws IOException;

  /// Puts everything back; bears being asked when nothing was begun.
  ///
  /// @return in one sentence
  /// @throws IOException with a text for people that says what is left
  String end() throws IOException;

  /// Whether nothing is held any more as soon as it has begun.
  default boolean isOver() {
    return false;
  }

  /// What is told to do.
  static Doing of(Note note) {
    return switch (note.text("kind")) {
      case "kill" -> new Killing(quarry(note));
      case "pause" -> new Pausing(quarry(note));
      case "cpu" -> new Computing(note.share("percent"));
      case "memory" -> new HoldingMemory(Math.toIntExact(note.number("megabytes")));
      case "disk" -> new FillingDisk(note);
      case "latency", "error", "reset", "silence", "refuse", "bandwidth" -> new Ordering(note);
      case "clock", "exception", "slow", "heap", "garbage", "threads", "deadlock" ->
          new InsideJvm(note);
      default -> throw new IllegalArgumentException("no fault is called " + note.text("kind"));
    };
  }

  private static Quarry quarry(Note note) {
    return new Quarry(note.number("pid"), note.number("birth"));
  }
}

package dev.naosu.processes;

import java.util.List;

/// How a process of the right user is told from others.
public sealed interface Likeness {
  /// Its command line is exactly this, also when a script is run by its interpreter.
  record Exactly(List<String> words) implements Likeness {
    public Exactly {
      words = List.copyOf(words);
    }
  }

  /// Its command line holds all of these: each is a word of it, or what follows the last `/` of
  /// one.
  record Holding(List<String> words) implements Likeness {
    public Holding {
      words = List.copyOf(words);
      if (words.isEmpty()) {
        throw new IllegalArgumentException("every command line holds nothing at all");
      }
    }
  }

  /// It began before its number was written into the pid file: who got the number later did not.
  record OlderThanPidFile() implements Likeness {}
}

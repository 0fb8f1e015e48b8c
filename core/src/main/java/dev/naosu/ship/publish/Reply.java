package dev.naosu.ship.publish;

import dev.naosu.ship.pull.ForgeTrouble;
import dev.naosu.ship.pull.Pull;
import dev.naosu.ship.pull.Remark;
import java.util.List;

/// What a publisher answers.
public sealed interface Reply {
  /// It is done.
  record Done() implements Reply {}

  /// Whether it is so, or was done.
  record Told(boolean yes) implements Reply {}

  /// @param words in an order that the question knows; empty for none
  record Words(List<String> words) implements Reply {
    public Words {
      words = List.copyOf(words);
    }
  }

  /// @param pulls one, or none
  record Found(List<Pull> pulls) implements Reply {
    public Found {
      pulls = List.copyOf(pulls);
    }
  }

  /// @param remarks oldest first
  record Said(List<Remark> remarks) implements Reply {
    public Said {
      remarks = List.copyOf(remarks);
    }
  }

  /// @param commit abbreviated
  record Pushed(String branch, String commit) implements Reply {}

  /// @param commit full name of the commit that brought it in
  record Merged(String commit) implements Reply {}

  /// Not merged now; nothing was changed.
  record NotYet(String why) implements Reply {}

  /// The publisher itself does not let it.
  record Refused(Refusal refusal) implements Reply {}

  /// The repository does not take it.
  record NotTaken(String why, String remedy) implements Reply {}

  /// The forge did not do it.
  record Troubled(ForgeTrouble.Kind kind, String why, String remedy) implements Reply {}

  /// It could not be done now.
  ///
  /// @param why for people
  record Away(String why) implements Reply {}
}

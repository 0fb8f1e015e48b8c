package dev.naosu.app.housing;

import dev.naosu.machine.Cage;
import dev.naosu.machine.CageLimits;
import java.nio.file.Path;

/// Where changed code runs this time.
public sealed interface Housing {
  /// How to go on without a cage, knowing what that means.
  String WITHOUT = "--sandbox none runs it with your rights";

  /// In a cage.
  record Caged(Cage cage) implements Housing {}

  /// With the person's rights, as the person has asked for.
  record Trusted() implements Housing {}

  /// With the person's rights, since there is no cage: only what nobody but templates wrote.
  ///
  /// @param why there is none
  /// @param remedy what can be done
  record Makeshift(String why, String remedy) implements Housing {
    /// For people, in one line.
    public String line() {
      return "no cage here (" + why + "): repairs of templates run with your rights; " + remedy;
    }

    /// Why models are not asked, in one line.
    public String noModels() {
      return "not asked: what models write runs in a cage only, and there is none ("
          + why
          + "): "
          + remedy
          + "; "
          + WITHOUT;
    }
  }

  /// Nowhere.
  ///
  /// @param why for people
  /// @param remedy what they can do
  record Refused(String why, String remedy) implements Housing {}

  /// Looks for a cage where one is wanted.
  ///
  /// @param own directory for what is laid into it; nothing in the cage may write there
  static Housing of(Sandboxing wish, Path own) {
    return wish == Sandboxing.NONE
        ? new Trusted()
        : switch (Cage.find(own, CageLimits.USUAL)) {
          case Cage.Found.Here(Cage cage) -> new Caged(cage);
          case Cage.Found.Lacking(String why, String remedy) -> without(wish, why, remedy);
        };
  }

  /// What is left where there is no cage.
  static Housing without(Sandboxing wish, String why, String remedy) {
    return switch (wish) {
      case AUTO -> new Makeshift(why, remedy);
      case CAGE -> new Refused("there is no cage: " + why, capitalised(remedy) + "; " + WITHOUT);
      case NONE -> new Trusted();
    };
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}

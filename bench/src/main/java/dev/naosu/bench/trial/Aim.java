package dev.naosu.bench.trial;

import java.util.List;

/// An aim and what came of it.
///
/// @param what in a few words
/// @param wanted with its unit, such as `below 10 %`
/// @param found with the same unit
public record Aim(String what, String wanted, String found, boolean isMet) {
  /// A table in Markdown that reads well on a terminal too.
  public static String table(List<Aim> aims) {
    StringBuilder text = new StringBuilder("| | aim | found | |\n| --- | ---: | ---: | --- |\n");
    for (Aim aim : aims) {
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(aim.what, aim.wanted, aim.found, aim.isMet ? "met" : "**missed**"));
    }
    return text.toString();
  }
}

package dev.naosu.repair.operator;

import dev.naosu.repair.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.Statement;

/// Ways to leave the place of a site early.
final class Exits {
  /// A jump and how likely it is meant, in (0, 1].
  record Exit(String code, double weight) {}

  private Exits() {}

  /// What is left of the weight of a return where `continue` would pass over one element.
  private static final double FOR_ONE_ELEMENT = 0.6;

  /// Returns and, in loops, `continue` and `break`.
  ///
  /// @param ofElement whether the reason to leave is one element of what the loop goes through: the
  ///   others are more likely to be meant still
  static List<Exit> early(Site site, boolean ofElement) {
    List<Exit> exits = new ArrayList<>();
    for (Exit exit : returns(site)) {
      exits.add(ofElement ? new Exit(exit.code(), FOR_ONE_ELEMENT * exit.weight()) : exit);
    }
    Optional<Statement> loop = Flow.loopAround(site.node());
    if (loop.isPresent() && site.statement().isPresent()) {
      exits.add(new Exit("continue;", ofElement ? 0.95 : 0.7));
      if (Flow.breakableAround(site.node()).equals(loop)
          && Flow.isSound(site.statement().get(), Flow.Effect.MAY_BREAK)) {
        exits.add(new Exit("break;", 0.5));
      }
    }
    return exits;
  }

  static List<Exit> returns(Site site) {
    Frame frame = Frame.around(site.node());
    if (!frame.leavable()) {
      return List.of();
    }
    Optional<ITypeBinding> result = frame.result();
    if (result.isEmpty()) {
      return frame.method().isPresent() ? List.of(new Exit("return;", 0.85)) : List.of();
    }
    return Fallbacks.values(site, site.scope(), result.get()).stream()
        .map(value -> new Exit("return " + value.text() + ";", value.weight()))
        .toList();
  }
}

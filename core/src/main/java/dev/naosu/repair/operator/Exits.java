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

  /// Returns and, in loops, `continue` and `break`.
  static List<Exit> early(Site site) {
    List<Exit> exits = new ArrayList<>(returns(site));
    Optional<Statement> loop = Flow.loopAround(site.node());
    if (loop.isPresent() && site.statement().isPresent()) {
      exits.add(new Exit("continue;", 0.7));
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

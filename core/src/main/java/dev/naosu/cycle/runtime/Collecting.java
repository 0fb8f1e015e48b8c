package dev.naosu.cycle.runtime;

import dev.naosu.detect.vitals.Target;
import java.util.List;

/// Collects evidence of a target, and changes nothing.
@FunctionalInterface
public interface Collecting {
  /// @param kinds such as `thread-dump`
  /// @return what came of each, in their order; what hangs keeps nobody waiting for long
  List<Piece> collect(List<String> kinds, Target target) throws InterruptedException;

  /// What came of it.
  sealed interface Piece {
    /// As it was found: text from outside, with secrets in it.
    ///
    /// @param summary what it shows, in one sentence
    record Found(String summary, String text) implements Piece {}

    /// @param why in one sentence
    record Missing(String why) implements Piece {}
  }
}

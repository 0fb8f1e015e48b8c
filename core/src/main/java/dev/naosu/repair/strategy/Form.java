package dev.naosu.repair.strategy;

import dev.naosu.model.Quoted;
import java.util.Optional;

/// A way to ask for a repair in one question, such as by a whole method.
interface Form {
  String name();

  /// Empty when there is nothing in the case that it could ask about.
  Optional<Question> about(CaseFile file, Quoted quoted);
}

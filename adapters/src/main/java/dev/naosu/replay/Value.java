package dev.naosu.replay;

import java.io.Serializable;

/// A value that means the same in every class loader.
public sealed interface Value extends Serializable {
  record Null() implements Value {}

  /// @param value a box of a primitive, or a String
  record Constant(Serializable value) implements Value {}

  /// A constant of an enum.
  record EnumConstant(String className, String name) implements Value {}

  /// A `java.lang.Class`.
  record TypeName(String className) implements Value {}

  /// @param node index into the nodes of its graph
  record Reference(int node) implements Value {}
}

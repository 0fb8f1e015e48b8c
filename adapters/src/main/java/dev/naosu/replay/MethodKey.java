package dev.naosu.replay;

import java.io.Serializable;

/// A method, by names.
///
/// @param owner binary name of its class
/// @param name `<init>` for a constructor
/// @param parameters descriptor of its parameters without brackets, such as `ILjava/lang/String;`
public record MethodKey(String owner, String name, String parameters) implements Serializable {
  public boolean isConstructor() {
    return name.equals("<init>");
  }

  /// Whether a method of [#owner] is this one. A constructor may have parameters in front that its
  /// source does not show, such as the outer object.
  boolean matches(String otherName, String otherParameters) {
    return name.equals(otherName)
        && (isConstructor()
            ? otherParameters.endsWith(parameters)
            : otherParameters.equals(parameters));
  }

  /// As people write it: `Cart.total`.
  public String shortName() {
    String simple = owner.substring(owner.lastIndexOf('.') + 1);
    return isConstructor() ? "new " + simple : simple + "." + name;
  }
}

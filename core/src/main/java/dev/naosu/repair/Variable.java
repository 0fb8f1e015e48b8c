package dev.naosu.repair;

import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;

/// A variable that code at some place may name.
///
/// @param name as it must be written there
/// @param distance how far out it was declared: 0 in the same block, growing outwards; fields last
public record Variable(String name, IVariableBinding binding, Kind kind, int distance) {

  /// What sort of variable it is.
  public enum Kind {
    LOCAL,
    PARAMETER,
    FIELD,
    CONSTANT
  }

  public ITypeBinding type() {
    return binding.getType();
  }

  /// Whether code may assign to it.
  public boolean isAssignable() {
    return (binding.getModifiers() & org.eclipse.jdt.core.dom.Modifier.FINAL) == 0;
  }
}

package dev.naosu.repair.operator;

import dev.naosu.repair.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.Modifier;
import org.jspecify.annotations.Nullable;

/// What kind of values a type holds, and how its size and emptiness are asked.
final class TypeKinds {
  private static final Set<String> INTEGERS =
      Set.of(
          "int",
          "long",
          "short",
          "byte",
          "char",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Short",
          "java.lang.Byte",
          "java.lang.Character");

  private static final Set<String> FRACTIONS =
      Set.of("double", "float", "java.lang.Double", "java.lang.Float");

  private TypeKinds() {}

  static boolean isNullable(@Nullable ITypeBinding type) {
    return type != null && !type.isPrimitive() && !type.isNullType();
  }

  static boolean isVoid(@Nullable ITypeBinding type) {
    return type != null && type.isPrimitive() && type.getName().equals("void");
  }

  static boolean isBoolean(@Nullable ITypeBinding type) {
    return type != null && Set.of("boolean", "java.lang.Boolean").contains(name(type));
  }

  static boolean isInt(@Nullable ITypeBinding type) {
    return type != null && Set.of("int", "java.lang.Integer").contains(name(type));
  }

  static boolean isInteger(@Nullable ITypeBinding type) {
    return type != null && INTEGERS.contains(name(type));
  }

  static boolean isNumber(@Nullable ITypeBinding type) {
    return type != null && (INTEGERS.contains(name(type)) || FRACTIONS.contains(name(type)));
  }

  static boolean isString(@Nullable ITypeBinding type) {
    return type != null && name(type).equals("java.lang.String");
  }

  static boolean isChar(@Nullable ITypeBinding type) {
    return type != null && Set.of("char", "java.lang.Character").contains(name(type));
  }

  /// Whether the type or one of its supertypes is the named class.
  static boolean isA(@Nullable ITypeBinding type, String qualifiedName) {
    return type != null
        && !type.isPrimitive()
        && Scope.withSupertypes(type).stream().anyMatch(each -> name(each).equals(qualifiedName));
  }

  static boolean isCollection(@Nullable ITypeBinding type) {
    return isA(type, "java.util.Collection");
  }

  /// Whether something can be looked up in values of the type by its number or key.
  static boolean hasSize(@Nullable ITypeBinding type) {
    return type != null
        && (type.isArray()
            || isA(type, "java.lang.CharSequence")
            || isCollection(type)
            || isA(type, "java.util.Map"));
  }

  /// How many elements an expression of the type holds: `a.length`, `s.length()`, `c.size()`.
  static Optional<String> size(String primary, @Nullable ITypeBinding type) {
    if (type == null) {
      return Optional.empty();
    }
    if (type.isArray()) {
      return Optional.of(primary + ".length");
    }
    if (isA(type, "java.lang.CharSequence")) {
      return Optional.of(primary + ".length()");
    }
    return isCollection(type) || isA(type, "java.util.Map")
        ? Optional.of(primary + ".size()")
        : Optional.empty();
  }

  /// Whether an expression of the type holds nothing: `a.length == 0`, `s.isEmpty()`.
  static Optional<String> isEmpty(String primary, @Nullable ITypeBinding type) {
    if (isString(type) || isCollection(type) || isA(type, "java.util.Map")) {
      return Optional.of(primary + ".isEmpty()");
    }
    return size(primary, type).map(size -> size + " == 0");
  }

  /// Whether an expression of the type holds something: `a.length > 0`, `!s.isEmpty()`.
  static Optional<String> isFilled(String primary, @Nullable ITypeBinding type) {
    if (isString(type) || isCollection(type) || isA(type, "java.util.Map")) {
      return Optional.of("!" + primary + ".isEmpty()");
    }
    return size(primary, type).map(size -> size + " > 0");
  }

  /// The type of the values in an array or collection; none for raw collections and others.
  static Optional<ITypeBinding> element(@Nullable ITypeBinding type) {
    if (type == null) {
      return Optional.empty();
    }
    if (type.isArray()) {
      return Optional.of(type.getComponentType());
    }
    return Scope.withSupertypes(type).stream()
        .filter(each -> name(each).equals("java.lang.Iterable"))
        .flatMap(each -> Arrays.stream(each.getTypeArguments()))
        .findFirst();
  }

  /// Whether the type can be written in code and instances of it are made by `new`.
  static boolean isInstantiable(ITypeBinding type) {
    return type.isClass()
        && !type.isAnonymous()
        && !Modifier.isAbstract(type.getErasure().getModifiers())
        && (!type.isNested()
            || type.isLocal()
            || Modifier.isStatic(type.getErasure().getModifiers()));
  }

  static String name(ITypeBinding type) {
    String name = type.getErasure().getQualifiedName();
    return name == null ? "" : name;
  }

  /// Whether the type may be spelled out in an expression: no wildcard, capture or intersection.
  static boolean isDenotable(ITypeBinding type) {
    return !type.isCapture()
        && !type.isWildcardType()
        && !type.isIntersectionType()
        && !type.isAnonymous()
        && List.of(type.getTypeArguments()).stream().allMatch(TypeKinds::isDenotable);
  }
}

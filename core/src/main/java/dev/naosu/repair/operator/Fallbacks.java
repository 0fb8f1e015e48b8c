package dev.naosu.repair.operator;

import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.Modifier;

/// Values that say "nothing special" for a type, and others near enough to try.
final class Fallbacks {
  /// An expression and how likely it is meant, in (0, 1].
  record Value(String text, double weight) {}

  private static final Map<String, String> INSTANCES =
      Map.ofEntries(
          Map.entry("java.util.List", "java.util.ArrayList"),
          Map.entry("java.util.Collection", "java.util.ArrayList"),
          Map.entry("java.lang.Iterable", "java.util.ArrayList"),
          Map.entry("java.util.Set", "java.util.HashSet"),
          Map.entry("java.util.SortedSet", "java.util.TreeSet"),
          Map.entry("java.util.Map", "java.util.HashMap"),
          Map.entry("java.util.SortedMap", "java.util.TreeMap"),
          Map.entry("java.util.Queue", "java.util.ArrayDeque"),
          Map.entry("java.util.Deque", "java.util.ArrayDeque"),
          Map.entry("java.lang.CharSequence", "java.lang.String"));

  private static final Map<String, String> EMPTY =
      Map.of(
          "java.util.List", "emptyList",
          "java.util.Collection", "emptyList",
          "java.lang.Iterable", "emptyList",
          "java.util.Set", "emptySet",
          "java.util.Map", "emptyMap",
          "java.util.Iterator", "emptyIterator");

  /// Values that a method may well return for many inputs.
  static final Set<String> SAYING_NOTHING =
      Set.of("0", "1", "-1", "0.0", "null", "true", "false", "\"\"");

  private Fallbacks() {}

  /// Everything worth trying: expected values of the evidence, then neutral values, then variables.
  static List<Value> values(Site site, Scope scope, ITypeBinding type) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (String literal : site.evidence().expectedValues()) {
      if (literalFits(literal, type)) {
        values.putIfAbsent(literal, new Value(literal, isMemorised(site, literal) ? 0.3 : 0.9));
      }
    }
    for (Value value : neutral(scope, type)) {
      values.putIfAbsent(value.text(), value);
    }
    int rank = 0;
    for (Variable variable : scope.variables(type)) {
      if (rank < 5 && variable.kind() != Variable.Kind.CONSTANT) {
        values.putIfAbsent(variable.name(), new Value(variable.name(), 0.55 - 0.05 * rank));
        rank++;
      }
    }
    return new ArrayList<>(values.values());
  }

  /// Whether only the test knows the value: it says something, and the file never writes it.
  private static boolean isMemorised(Site site, String literal) {
    return !SAYING_NOTHING.contains(literal) && !Literals.isWritten(site, literal);
  }

  /// Values without information: `0`, `""`, `null`, empty collections; both truths.
  static List<Value> neutral(Scope scope, ITypeBinding type) {
    if (TypeKinds.name(type).equals("boolean")) {
      return List.of(new Value("false", 0.8), new Value("true", 0.75));
    }
    if (type.isPrimitive()) {
      List<Value> numbers = new ArrayList<>(List.of(new Value(Scope.defaultValue(type), 0.8)));
      if (type.getName().equals("int") || type.getName().equals("long")) {
        numbers.add(new Value("-1", 0.6));
        numbers.add(new Value("1", 0.4));
      }
      return numbers;
    }
    List<Value> values = new ArrayList<>();
    if (TypeKinds.isBoolean(type)) {
      values.add(new Value("false", 0.7));
      values.add(new Value("true", 0.65));
    } else if (TypeKinds.name(type).equals("java.lang.Integer")) {
      values.add(new Value("0", 0.6));
    }
    empty(scope, type).ifPresent(text -> values.add(new Value(text, 0.75)));
    values.add(new Value("null", 0.7));
    return values;
  }

  /// An unchangeable empty value to return: `""`, `Collections.emptyList()`, `new int[0]`.
  static Optional<String> empty(Scope scope, ITypeBinding type) {
    if (EMPTY.containsKey(TypeKinds.name(type))) {
      return Optional.of(
          scope.typeText("java.util.Collections") + "." + EMPTY.get(TypeKinds.name(type)) + "()");
    }
    if (TypeKinds.name(type).equals("java.util.Optional")) {
      return Optional.of(scope.typeText("java.util.Optional") + ".empty()");
    }
    return TypeKinds.hasSize(type) ? fresh(scope, type) : Optional.empty();
  }

  /// A new, empty instance: `""`, `new ArrayList<>()`, `new Node()`.
  static Optional<String> fresh(Scope scope, ITypeBinding type) {
    String name = TypeKinds.name(type);
    if (name.equals("java.lang.String") || name.equals("java.lang.CharSequence")) {
      return Optional.of("\"\"");
    }
    if (type.isArray()) {
      return type.getElementType().isPrimitive()
              || type.getElementType().isClass() && !type.getElementType().isParameterizedType()
          ? Optional.of(
              "new "
                  + scope.typeText(type.getElementType().getErasure())
                  + "[0]"
                  + "[]".repeat(type.getDimensions() - 1))
          : Optional.empty();
    }
    String generic = type.isParameterizedType() ? "<>" : "";
    if (INSTANCES.containsKey(name)) {
      return Optional.of("new " + scope.typeText(INSTANCES.get(name)) + generic + "()");
    }
    return TypeKinds.isInstantiable(type) && hasPlainConstructor(scope, type)
        ? Optional.of("new " + scope.typeText(type.getErasure()) + generic + "()")
        : Optional.empty();
  }

  private static boolean hasPlainConstructor(Scope scope, ITypeBinding type) {
    for (IMethodBinding method : type.getErasure().getDeclaredMethods()) {
      if (method.isConstructor() && method.getParameterTypes().length == 0) {
        return scope.accessible(method.getModifiers(), type)
            && !Modifier.isProtected(method.getModifiers())
            && List.of(method.getExceptionTypes()).stream().noneMatch(Checked::isChecked);
      }
    }
    return false;
  }

  /// Whether a Java literal may stand where a type is wanted.
  static boolean literalFits(String literal, ITypeBinding type) {
    String name = TypeKinds.name(type);
    if (literal.equals("null") || type.isTypeVariable()) {
      return literal.equals("null") && !type.isPrimitive();
    }
    if (literal.equals("true") || literal.equals("false")) {
      return TypeKinds.isBoolean(type) || name.equals("java.lang.Object");
    }
    if (literal.startsWith("\"")) {
      return List.of("java.lang.String", "java.lang.CharSequence", "java.lang.Object")
          .contains(name);
    }
    if (literal.startsWith("'")) {
      return TypeKinds.isChar(type) || List.of("int", "java.lang.Object").contains(name);
    }
    return numberFits(literal, name);
  }

  private static boolean numberFits(String literal, String name) {
    if (literal.matches("-?\\d{1,9}")) {
      return List.of(
              "int",
              "long",
              "double",
              "float",
              "java.lang.Integer",
              "java.lang.Number",
              "java.lang.Object")
          .contains(name);
    }
    if (literal.matches("-?\\d{1,18}[lL]")) {
      return List.of("long", "double", "float", "java.lang.Long", "java.lang.Object")
          .contains(name);
    }
    return literal.matches("-?\\d+\\.\\d+([eE]-?\\d+)?")
        && List.of("double", "java.lang.Double", "java.lang.Object").contains(name);
  }
}

package dev.naosu.repair.operator;

import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.CharacterLiteral;
import org.eclipse.jdt.core.dom.CompilationUnit;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.StringLiteral;

/// Boolean expressions one may ask about the variables used around a place: whether one is null,
/// empty, zero, negative, or smaller than another; flags and getters of flags.
///
/// Source: the predicates that ACS mines (Xiong et al., ICSE 2017), without its corpus.
final class Predicates {
  /// A question and its opposite.
  ///
  /// @param text as Java, such as `a == null`
  /// @param negated its opposite, such as `a != null`
  /// @param guarded name of the variable whose use throws when `text` holds; none when nothing does
  /// @param weight in (0, 1]: how likely somebody asks it here
  record Predicate(String text, String negated, Optional<String> guarded, double weight) {}

  private static final int LONGEST = 160;
  private static final int MOST_LITERALS = 4;
  private static final int MOST_USUAL = 8;
  private static final int NEAREST = 8;

  private final Site site;
  private final Scope scope;
  private final ASTNode place;
  private final List<Seen> seen;
  private final Map<String, Predicate> found = new LinkedHashMap<>();

  /// A variable and how near the place it is used, in (0, 1].
  private record Seen(Variable variable, double nearness) {
    String name() {
      return variable.name();
    }

    ITypeBinding type() {
      return variable.type();
    }
  }

  private Predicates(Site site, Scope scope, ASTNode place) {
    this.site = site;
    this.scope = scope;
    this.place = place;
    this.seen = seen(scope, place);
  }

  /// Predicates about variables in the scope that the method around the place uses, likeliest
  /// first, at most 160.
  static List<Predicate> about(Site site, Scope scope, ASTNode place) {
    return site.codebase()
        .learn(Answers.class, place, () -> new Predicates(site, scope, place).answers())
        .predicates();
  }

  private record Answers(List<Predicate> predicates) {}

  private Answers answers() {
    collect();
    return new Answers(
        found.values().stream()
            .sorted(Comparator.comparingDouble(Predicate::weight).reversed())
            .limit(LONGEST)
            .toList());
  }

  private void collect() {
    for (Seen each : seen) {
      ofNull(each);
      ofEmptiness(each);
      ofNumber(each);
      ofFlag(each);
      ofGetters(each);
      ofMembers(each);
      ofLiterals(each);
      ofLetter(each);
      ofUsual(each);
    }
    for (Seen each : seen) {
      ofPairs(each);
      ofContents(each);
      ofDivision(each);
      ofSizes(each);
    }
    ofOwnFlags();
  }

  /// Compares with what the member compares with, writes or counts to elsewhere.
  private void ofLiterals(Seen each) {
    String name = each.name();
    double weight = each.nearness();
    if (isCount(each.type())) {
      List<String> numbers = new ArrayList<>(List.of("1"));
      numbers.addAll(Literals.near(place, NumberLiteral.class, MOST_LITERALS));
      numbers.remove("0");
      for (String number : numbers.stream().distinct().toList()) {
        if (number.matches("\\d{1,9}")) {
          add(name + " == " + number, name + " != " + number, Optional.empty(), 0.6 * weight);
          add(name + " < " + number, name + " >= " + number, Optional.empty(), 0.5 * weight);
          add(name + " > " + number, name + " <= " + number, Optional.empty(), 0.5 * weight);
        }
      }
      add(name + " % 2 == 0", name + " % 2 != 0", Optional.empty(), 0.5 * weight);
      add(name + " == -1", name + " != -1", Optional.empty(), 0.5 * weight);
    } else if (TypeKinds.isString(each.type())) {
      for (String text : Literals.near(place, StringLiteral.class, MOST_LITERALS)) {
        add(
            text + ".equals(" + name + ")",
            "!" + text + ".equals(" + name + ")",
            Optional.empty(),
            0.45 * weight);
      }
    }
  }

  private void ofLetter(Seen each) {
    if (!each.type().isPrimitive() || !TypeKinds.isChar(each.type())) {
      return;
    }
    String name = each.name();
    for (String letter : Literals.near(place, CharacterLiteral.class, 2 * MOST_LITERALS)) {
      add(name + " == " + letter, name + " != " + letter, Optional.empty(), 0.7 * each.nearness());
    }
    for (String kind : List.of("Digit", "Letter", "Whitespace", "UpperCase", "LowerCase")) {
      String call = "Character.is" + kind + "(" + name + ")";
      add(call, "!" + call, Optional.empty(), 0.55 * each.nearness());
    }
  }

  /// What the project's code usually asks about variables of the type.
  private void ofUsual(Seen each) {
    List<Usual.Question> questions = Usual.of(site).about(scope, each.variable());
    for (int i = 0; i < Math.min(MOST_USUAL, questions.size()); i++) {
      String text = questions.get(i).text(each.name());
      boolean simple = Usual.isPrimary(text);
      add(
          text,
          simple ? "!" + text : "!(" + text + ")",
          Optional.empty(),
          each.nearness() * (0.75 - 0.04 * i));
    }
  }

  private void ofDivision(Seen each) {
    for (Seen other : seen) {
      if (other != each
          && isCount(each.type())
          && isCount(other.type())
          && each.type().isPrimitive()
          && other.type().isPrimitive()) {
        add(
            each.name() + " % " + other.name() + " == 0",
            each.name() + " % " + other.name() + " != 0",
            Optional.of(other.name()),
            0.3 * Math.min(each.nearness(), other.nearness()));
      }
    }
  }

  private void ofSizes(Seen each) {
    for (Seen other : seen.subList(seen.indexOf(each) + 1, seen.size())) {
      Optional<String> a = TypeKinds.size(each.name(), each.type());
      Optional<String> b = TypeKinds.size(other.name(), other.type());
      if (a.isPresent() && b.isPresent()) {
        add(
            a.get() + " != " + b.get(),
            a.get() + " == " + b.get(),
            Optional.empty(),
            0.35 * Math.min(each.nearness(), other.nearness()));
      }
    }
  }

  private void ofNull(Seen each) {
    if (TypeKinds.isNullable(each.type()) && each.variable().kind() != Variable.Kind.CONSTANT) {
      add(
          each.name() + " == null",
          each.name() + " != null",
          Optional.of(each.name()),
          0.9 * each.nearness());
    }
  }

  private void ofEmptiness(Seen each) {
    Optional<String> empty = TypeKinds.isEmpty(each.name(), each.type());
    Optional<String> filled = TypeKinds.isFilled(each.name(), each.type());
    if (empty.isPresent() && filled.isPresent()) {
      add(empty.get(), filled.get(), Optional.of(each.name()), 0.85 * each.nearness());
    }
  }

  private void ofNumber(Seen each) {
    if (isCount(each.type())) {
      String name = each.name();
      add(name + " == 0", name + " != 0", Optional.empty(), 0.8 * each.nearness());
      add(name + " < 0", name + " >= 0", Optional.empty(), 0.75 * each.nearness());
      add(name + " > 0", name + " <= 0", Optional.empty(), 0.6 * each.nearness());
    }
  }

  private void ofFlag(Seen each) {
    if (TypeKinds.isBoolean(each.type())) {
      add(each.name(), "!" + each.name(), Optional.empty(), 0.8 * each.nearness());
    }
  }

  private void ofGetters(Seen each) {
    if (!each.type().isFromSource() || each.type().isArray()) {
      return;
    }
    for (IMethodBinding method : scope.methodsOf(each.type())) {
      boolean asks = method.getParameterTypes().length == 0 && isCalledFreely(method);
      String call = each.name() + "." + method.getName() + "()";
      if (asks && TypeKinds.isBoolean(method.getReturnType())) {
        add(call, "!" + call, Optional.empty(), 0.5 * each.nearness());
      } else if (asks
          && method.getName().startsWith("get")
          && method.getReturnType().isFromSource()) {
        add(call + " == null", call + " != null", Optional.empty(), 0.35 * each.nearness());
      }
    }
  }

  private void ofMembers(Seen each) {
    if (!each.type().isFromSource() || each.type().isEnum()) {
      return;
    }
    for (IVariableBinding field : each.type().getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())
          || !scope.accessible(field.getModifiers(), each.type())) {
        continue;
      }
      String access = each.name() + "." + field.getName();
      if (TypeKinds.isBoolean(field.getType())) {
        add(access, "!" + access, Optional.empty(), 0.4 * each.nearness());
      } else if (field.getType().isFromSource()) {
        add(access + " == null", access + " != null", Optional.empty(), 0.4 * each.nearness());
      }
    }
  }

  private void ofPairs(Seen each) {
    for (Seen other : seen) {
      if (each == other) {
        continue;
      }
      double weight = Math.min(each.nearness(), other.nearness());
      String a = each.name();
      String b = other.name();
      if (isCount(each.type()) && isCount(other.type()) && isSame(each, other)) {
        add(a + " < " + b, a + " >= " + b, Optional.empty(), 0.55 * weight);
        if (seen.indexOf(each) < seen.indexOf(other)) {
          boolean boxed = !each.type().isPrimitive() && !other.type().isPrimitive();
          add(
              boxed ? a + ".equals(" + b + ")" : a + " == " + b,
              boxed ? "!" + a + ".equals(" + b + ")" : a + " != " + b,
              Optional.empty(),
              0.55 * weight);
        }
      } else if (TypeKinds.isInt(each.type())) {
        TypeKinds.size(b, other.type())
            .ifPresent(
                size -> add(a + " >= " + size, a + " < " + size, Optional.of(b), 0.55 * weight));
      } else if (TypeKinds.isNullable(each.type()) && isSame(each, other)) {
        if (seen.indexOf(each) < seen.indexOf(other)) {
          boolean identity = each.type().isFromSource() && !each.type().isRecord();
          add(
              identity ? a + " == " + b : a + ".equals(" + b + ")",
              identity ? a + " != " + b : "!" + a + ".equals(" + b + ")",
              Optional.empty(),
              0.4 * weight);
        }
      }
    }
  }

  private void ofContents(Seen each) {
    String method =
        TypeKinds.isA(each.type(), "java.util.Map")
            ? "containsKey"
            : TypeKinds.isCollection(each.type()) ? "contains" : "";
    ITypeBinding[] arguments = each.type().getTypeArguments();
    if (method.isEmpty() || arguments.length == 0) {
      return;
    }
    for (Seen other : seen) {
      if (other != each && Scope.fits(other.type(), arguments[0])) {
        String call = each.name() + "." + method + "(" + other.name() + ")";
        add("!" + call, call, Optional.empty(), 0.5 * Math.min(each.nearness(), other.nearness()));
      }
    }
  }

  private void ofOwnFlags() {
    for (IMethodBinding method : scope.methods()) {
      ofOwnTest(method);
      boolean asks =
          method.getParameterTypes().length == 0
              && TypeKinds.isBoolean(method.getReturnType())
              && method.getDeclaringClass().isFromSource()
              && isCalledFreely(method);
      if (asks) {
        add(method.getName() + "()", "!" + method.getName() + "()", Optional.empty(), 0.3);
      }
    }
  }

  /// `isPrime(n)` for a method of the class.
  private void ofOwnTest(IMethodBinding method) {
    boolean asks =
        method.getParameterTypes().length == 1
            && TypeKinds.isBoolean(method.getReturnType())
            && method.getDeclaringClass().isFromSource()
            && !method.isVarargs()
            && !method.isGenericMethod()
            && isCalledFreely(method);
    for (Seen each : asks ? seen : List.<Seen>of()) {
      if (Scope.fits(each.type(), method.getParameterTypes()[0])) {
        String call = method.getName() + "(" + each.name() + ")";
        add(call, "!" + call, Optional.empty(), 0.5 * each.nearness());
      }
    }
  }

  private void add(String text, String negated, Optional<String> guarded, double weight) {
    found.putIfAbsent(text, new Predicate(text, negated, guarded, Math.clamp(weight, 0.01, 1)));
  }

  private static boolean isSame(Seen a, Seen b) {
    return isCount(a.type())
        || a.type().getErasure().isEqualTo(b.type().getErasure()) && !a.type().isArray();
  }

  private static boolean isCalledFreely(IMethodBinding method) {
    return method.getExceptionTypes().length == 0;
  }

  /// Whether values of the type count something: whole numbers, not characters.
  private static boolean isCount(ITypeBinding type) {
    return TypeKinds.isInteger(type) && !TypeKinds.isChar(type);
  }

  private static List<Seen> seen(Scope scope, ASTNode place) {
    Map<String, Double> uses = uses(place);
    List<Seen> seen = new ArrayList<>();
    for (Variable variable : scope.variables()) {
      double nearness = uses.getOrDefault(variable.binding().getKey(), 0.0);
      boolean near =
          variable.kind() == Variable.Kind.LOCAL || variable.kind() == Variable.Kind.PARAMETER;
      if (nearness == 0 && near) {
        nearness = 0.3;
      }
      if (nearness > 0 && isAskable(variable)) {
        seen.add(new Seen(variable, nearness));
      }
    }
    seen.sort(Comparator.comparingDouble(Seen::nearness).reversed());
    return seen.subList(0, Math.min(NEAREST, seen.size()));
  }

  private static boolean isAskable(Variable variable) {
    return variable.kind() != Variable.Kind.CONSTANT
        || !(TypeKinds.isNumber(variable.type()) || TypeKinds.isString(variable.type()));
  }

  /// How near to the place each variable is used, by its key: 1 at the place, less with each line.
  private static Map<String, Double> uses(ASTNode place) {
    Map<String, Double> uses = new HashMap<>();
    ASTNode body = place;
    while (body.getParent() != null && !(body instanceof BodyDeclaration)) {
      body = body.getParent();
    }
    CompilationUnit unit = (CompilationUnit) place.getRoot();
    int line = unit.getLineNumber(place.getStartPosition());
    body.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName name) {
            if (name.resolveBinding() instanceof IVariableBinding variable) {
              int away = Math.abs(unit.getLineNumber(name.getStartPosition()) - line);
              uses.merge(
                  variable.getVariableDeclaration().getKey(), 1 / (1 + away / 8.0), Math::max);
            }
            return true;
          }
        });
    return uses;
  }

  /// Whether a predicate only repeats what one of the texts already asks.
  static boolean isAskedIn(Predicate predicate, Set<String> texts) {
    return texts.contains(predicate.text()) || texts.contains(predicate.negated());
  }
}

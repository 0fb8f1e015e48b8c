package dev.naosu.repair;

import dev.naosu.code.JavaSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.AnonymousClassDeclaration;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.CatchClause;
import org.eclipse.jdt.core.dom.CompilationUnit;
import org.eclipse.jdt.core.dom.ConstructorInvocation;
import org.eclipse.jdt.core.dom.EnhancedForStatement;
import org.eclipse.jdt.core.dom.ForStatement;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.ImportDeclaration;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.Statement;
import org.eclipse.jdt.core.dom.SuperConstructorInvocation;
import org.eclipse.jdt.core.dom.SwitchCase;
import org.eclipse.jdt.core.dom.SwitchStatement;
import org.eclipse.jdt.core.dom.TryStatement;
import org.eclipse.jdt.core.dom.TypeDeclaration;
import org.eclipse.jdt.core.dom.VariableDeclaration;
import org.eclipse.jdt.core.dom.VariableDeclarationExpression;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;
import org.eclipse.jdt.core.dom.VariableDeclarationStatement;
import org.jspecify.annotations.Nullable;

/// What code at one place may name: variables, methods, types.
public final class Scope {
  private final JavaSource source;
  private final ASTNode place;
  private final List<Variable> variables;
  private final Map<String, Variable> byName = new HashMap<>();
  private final List<ITypeBinding> enclosing;

  /// The classes around the place that have no instance there.
  private final Set<String> withoutInstance;

  private final boolean isStatic;

  private Scope(
      JavaSource source,
      ASTNode place,
      List<Variable> variables,
      List<ITypeBinding> enclosing,
      Set<String> withoutInstance,
      boolean isStatic) {
    this.source = source;
    this.place = place;
    this.variables = List.copyOf(variables);
    variables.forEach(each -> byName.putIfAbsent(each.name(), each));
    this.enclosing = List.copyOf(enclosing);
    this.withoutInstance = Set.copyOf(withoutInstance);
    this.isStatic = isStatic;
  }

  /// The scope at the start of a node.
  public static Scope at(JavaSource source, ASTNode place) {
    Collector collector = new Collector(place);
    collector.walk();
    return new Scope(
        source,
        place,
        new ArrayList<>(collector.found.values()),
        collector.enclosing,
        collector.withoutInstance,
        collector.isStatic);
  }

  /// Variables that may be read here, nearest first. Locals without a value and locals that a
  /// lambda here could not capture are left out.
  public List<Variable> variables() {
    return variables;
  }

  /// Variables whose value fits where `target` is wanted, nearest first.
  public List<Variable> variables(ITypeBinding target) {
    return variables.stream().filter(variable -> fits(variable.type(), target)).toList();
  }

  /// Variables of exactly this type.
  public List<Variable> sameType(ITypeBinding type) {
    return variables.stream()
        .filter(variable -> variable.type().getErasure().isEqualTo(type.getErasure()))
        .toList();
  }

  public Optional<Variable> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /// Whether code here runs without an instance of the innermost class.
  public boolean isStatic() {
    return isStatic;
  }

  /// The innermost class around the place.
  public ITypeBinding enclosingType() {
    return enclosing.getFirst();
  }

  /// Methods that may be called here by their name alone, own ones before inherited ones;
  /// constructors left out.
  public List<IMethodBinding> methods() {
    List<IMethodBinding> methods = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    Set<String> hidden = new LinkedHashSet<>();
    for (ITypeBinding type : enclosing) {
      Set<String> names = new LinkedHashSet<>();
      for (ITypeBinding at : withSupertypes(type)) {
        if (at.isInterface() || "java.lang.Object".equals(at.getQualifiedName())) {
          continue;
        }
        for (IMethodBinding method : at.getDeclaredMethods()) {
          boolean callable =
              !method.isConstructor()
                  && !method.isSynthetic()
                  && !hidden.contains(method.getName())
                  && (!withoutInstance.contains(type.getKey())
                      || Modifier.isStatic(method.getModifiers()))
                  && accessible(method.getModifiers(), at);
          if (callable && seen.add(signature(method))) {
            methods.add(method);
          }
          names.add(method.getName());
        }
      }
      // a method of an inner class hides all of that name farther out
      hidden.addAll(names);
    }
    return methods;
  }

  /// Methods that may be called here on a receiver of the type, overridden ones once.
  public List<IMethodBinding> methodsOf(ITypeBinding type) {
    List<IMethodBinding> methods = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (ITypeBinding at : withSupertypes(type)) {
      for (IMethodBinding method : at.getDeclaredMethods()) {
        if (!method.isConstructor()
            && !method.isSynthetic()
            && accessible(method.getModifiers(), at)
            && seen.add(signature(method))) {
          methods.add(method);
        }
      }
    }
    return methods;
  }

  /// Whether a member with these modifiers, declared in `owner`, may be used here.
  public boolean accessible(int modifiers, ITypeBinding owner) {
    if (Modifier.isPublic(modifiers) || owner.isInterface()) {
      return true;
    }
    ITypeBinding outer = outermost(owner);
    if (Modifier.isPrivate(modifiers)) {
      return enclosing.stream().anyMatch(type -> outermost(type).isEqualTo(outer));
    }
    if (owner.getPackage() != null
        && enclosingType().getPackage() != null
        && owner.getPackage().isEqualTo(enclosingType().getPackage())) {
      return true;
    }
    return Modifier.isProtected(modifiers)
        && enclosing.stream().anyMatch(type -> type.isSubTypeCompatible(owner.getErasure()));
  }

  /// Whether a value of a type may be used where the target is wanted, by assignment, boxing or
  /// widening. A primitive target wants a primitive or its box.
  public static boolean fits(ITypeBinding from, ITypeBinding target) {
    return isUnknown(target) ? from.isEqualTo(target) : from.isAssignmentCompatible(target);
  }

  /// Whether a type is, or has for an argument, one that only the compiler knows: what `?` stands
  /// for.
  private static boolean isUnknown(ITypeBinding type) {
    if (type.isCapture() || type.isWildcardType()) {
      return true;
    }
    for (ITypeBinding argument : type.getTypeArguments()) {
      ITypeBinding bound = argument.isWildcardType() ? argument.getBound() : argument;
      if (bound != null && isUnknown(bound)) {
        return true;
      }
    }
    return false;
  }

  /// How a type is written here: by its simple name when it is imported, in the same package, in
  /// java.lang or declared around, else by its qualified name. Type arguments are kept.
  public String typeText(ITypeBinding type) {
    if (type.isPrimitive() || type.isTypeVariable() || type.isNullType()) {
      return type.getName();
    }
    if (type.isArray()) {
      return typeText(type.getElementType()) + "[]".repeat(type.getDimensions());
    }
    if (type.isParameterizedType()) {
      StringBuilder text = new StringBuilder(name(type.getErasure())).append('<');
      ITypeBinding[] arguments = type.getTypeArguments();
      for (int i = 0; i < arguments.length; i++) {
        text.append(i == 0 ? "" : ", ").append(typeText(arguments[i]));
      }
      return text.append('>').toString();
    }
    if (type.isWildcardType() || type.isCapture()) {
      return "?";
    }
    return name(type.getErasure());
  }

  /// How a class is written here, given its qualified name, such as `java.util.Arrays`.
  public String typeText(String qualifiedName) {
    int dot = qualifiedName.lastIndexOf('.');
    String packageName = dot < 0 ? "" : qualifiedName.substring(0, dot);
    String simple = qualifiedName.substring(dot + 1);
    if (packageName.equals("java.lang") || packageName.equals(ownPackage())) {
      return simple;
    }
    for (Object each : source.unit().imports()) {
      ImportDeclaration declaration = (ImportDeclaration) each;
      String imported = declaration.getName().getFullyQualifiedName();
      if (!declaration.isStatic()
          && (imported.equals(qualifiedName)
              || (declaration.isOnDemand() && imported.equals(packageName)))) {
        return simple;
      }
    }
    return qualifiedName;
  }

  /// How alike two names are, in [0, 1]: the longest common subsequence of their lower-cased
  /// characters over the longer length.
  ///
  /// Source: the variable order of TBar (Liu et al., ISSTA 2019).
  public static double nameSimilarity(String a, String b) {
    String x = a.toLowerCase(java.util.Locale.ROOT);
    String y = b.toLowerCase(java.util.Locale.ROOT);
    int longest = Math.max(x.length(), y.length());
    if (longest == 0) {
      return 1;
    }
    int[] row = new int[y.length() + 1];
    for (int i = 1; i <= x.length(); i++) {
      int diagonal = 0;
      for (int j = 1; j <= y.length(); j++) {
        int above = row[j];
        row[j] = x.charAt(i - 1) == y.charAt(j - 1) ? diagonal + 1 : Math.max(row[j], row[j - 1]);
        diagonal = above;
      }
    }
    return (double) row[y.length()] / longest;
  }

  /// The value a method of this type returns when it has nothing to say, as Java text: `0`, `0.0`,
  /// `false`, `null`.
  public static String defaultValue(ITypeBinding type) {
    return switch (type.isPrimitive() ? type.getName() : "") {
      case "boolean" -> "false";
      case "double" -> "0.0";
      case "float" -> "0f";
      case "int", "long", "short", "byte" -> "0";
      case "char" -> "'\\0'";
      default -> "null";
    };
  }

  private String name(ITypeBinding erased) {
    if (erased.isLocal()) {
      return erased.getName();
    }
    if (erased.isNested()) {
      ITypeBinding outer = outermost(erased);
      for (ITypeBinding around : enclosing) {
        for (ITypeBinding at = around; at != null; at = at.getDeclaringClass()) {
          for (ITypeBinding member : at.getDeclaredTypes()) {
            if (member.isEqualTo(erased)) {
              return erased.getName();
            }
          }
        }
      }
      String outerText = typeText(outer.getQualifiedName());
      String direct = typeText(erased.getQualifiedName());
      return direct.indexOf('.') < 0
          ? direct
          : outerText + erased.getQualifiedName().substring(outer.getQualifiedName().length());
    }
    return typeText(erased.getQualifiedName());
  }

  private String ownPackage() {
    return source.unit().getPackage() == null
        ? ""
        : source.unit().getPackage().getName().getFullyQualifiedName();
  }

  /// The node this scope belongs to.
  public ASTNode place() {
    return place;
  }

  private static String signature(IMethodBinding method) {
    StringBuilder text = new StringBuilder(method.getName()).append('(');
    for (ITypeBinding parameter : method.getParameterTypes()) {
      text.append(parameter.getErasure().getQualifiedName()).append(',');
    }
    return text.toString();
  }

  private static ITypeBinding outermost(ITypeBinding type) {
    ITypeBinding at = type.getErasure();
    while (at.getDeclaringClass() != null) {
      at = at.getDeclaringClass();
    }
    return at;
  }

  /// The type, its superclasses, and all its interfaces, nearest first.
  public static List<ITypeBinding> withSupertypes(ITypeBinding type) {
    Map<String, ITypeBinding> found = new LinkedHashMap<>();
    for (ITypeBinding at = type; at != null; at = at.getSuperclass()) {
      found.putIfAbsent(at.getKey(), at);
    }
    for (ITypeBinding at : List.copyOf(found.values())) {
      addInterfaces(at, found);
    }
    return List.copyOf(found.values());
  }

  private static void addInterfaces(ITypeBinding type, Map<String, ITypeBinding> found) {
    for (ITypeBinding each : type.getInterfaces()) {
      if (found.putIfAbsent(each.getKey(), each) == null) {
        addInterfaces(each, found);
      }
    }
  }

  /// Walks from a place outwards and notes what it passes.
  private static final class Collector {
    private final ASTNode place;
    final Map<String, Variable> found = new LinkedHashMap<>();
    final List<ITypeBinding> enclosing = new ArrayList<>();
    final Set<String> withoutInstance = new LinkedHashSet<>();
    boolean isStatic;

    /// Whether a lambda or inner class lies between the place and where the walk is now.
    private boolean captured;

    /// Whether a class lies between that cannot capture locals: a local record, enum or interface.
    private boolean beyondStatic;

    private int distance;

    /// The field declaration or initialiser block that holds the place, if one does.
    private @Nullable ASTNode initialiser;

    /// The constructor that holds the place, if one does.
    private @Nullable MethodDeclaration constructor;

    Collector(ASTNode place) {
      this.place = place;
    }

    void walk() {
      ASTNode child = place;
      boolean staticSoFar = false;
      boolean innermostSeen = false;
      for (ASTNode at = place.getParent(); at != null; child = at, at = at.getParent()) {
        switch (at) {
          case Block block -> locals(block.statements(), child);
          case SwitchStatement block -> locals(block.statements(), child);
          case ForStatement loop -> expressions(loop.initializers());
          case EnhancedForStatement loop -> {
            if (child == loop.getBody()) {
              declare(loop.getParameter(), Variable.Kind.LOCAL);
            }
          }
          case CatchClause clause -> declare(clause.getException(), Variable.Kind.LOCAL);
          case TryStatement attempt -> {
            if (child == attempt.getBody()) {
              expressions(attempt.resources());
            }
          }
          case LambdaExpression lambda -> {
            parameters(lambda.parameters());
            captured = true;
          }
          case MethodDeclaration method -> {
            parameters(method.parameters());
            staticSoFar |= Modifier.isStatic(method.getModifiers());
            if (method.isConstructor() && enclosing.isEmpty()) {
              constructor = method;
            }
          }
          case ConstructorInvocation _, SuperConstructorInvocation _ -> staticSoFar = true;
          case BodyDeclaration member when !(member instanceof AbstractTypeDeclaration) -> {
            staticSoFar |= Modifier.isStatic(member.getModifiers());
            if (enclosing.isEmpty()) {
              initialiser = member;
            }
          }
          case AnonymousClassDeclaration type -> {
            innermostSeen = type(type.resolveBinding(), staticSoFar, innermostSeen);
            captured = true;
          }
          case AbstractTypeDeclaration type -> {
            innermostSeen = type(type.resolveBinding(), staticSoFar, innermostSeen);
            captured = true;
            staticSoFar |= hasNoOuterInstance(type);
            beyondStatic |= hasNoOuterInstance(type);
          }
          default -> {}
        }
        distance++;
      }
    }

    private static boolean hasNoOuterInstance(AbstractTypeDeclaration type) {
      return Modifier.isStatic(type.getModifiers())
          || !(type instanceof TypeDeclaration declaration)
          || declaration.isInterface();
    }

    private boolean type(ITypeBinding type, boolean staticSoFar, boolean innermostSeen) {
      if (type == null) {
        return innermostSeen;
      }
      if (!innermostSeen) {
        isStatic = staticSoFar;
      }
      enclosing.add(type);
      if (staticSoFar) {
        withoutInstance.add(type.getKey());
      }
      for (ITypeBinding at : withSupertypes(type)) {
        for (IVariableBinding field : at.getDeclaredFields()) {
          int modifiers = field.getModifiers();
          boolean constant = Modifier.isStatic(modifiers) && Modifier.isFinal(modifiers);
          boolean visible =
              at.isEqualTo(type)
                  || !Modifier.isPrivate(modifiers)
                      && (at.isInterface()
                          || Modifier.isPublic(modifiers)
                          || Modifier.isProtected(modifiers)
                          || samePackage(at, type));
          if (visible
              && !field.isSynthetic()
              && (!staticSoFar || Modifier.isStatic(modifiers))
              && !isDeclaredLater(field)
              && !isBlank(field)) {
            put(
                new Variable(
                    field.getName(),
                    field,
                    constant ? Variable.Kind.CONSTANT : Variable.Kind.FIELD,
                    100 + distance));
          }
        }
      }
      return true;
    }

    /// Whether the place is a field's initialiser and the field is that one or a later one.
    private boolean isDeclaredLater(IVariableBinding field) {
      if (initialiser == null || !(place.getRoot() instanceof CompilationUnit unit)) {
        return false;
      }
      ASTNode declaration = unit.findDeclaringNode(field);
      return declaration != null
          && declaration.getParent().getParent() == initialiser.getParent()
          && declaration.getStartPosition() + declaration.getLength() > place.getStartPosition();
    }

    /// Whether the place is in a constructor that has not yet given the final field its value.
    private boolean isBlank(IVariableBinding field) {
      if (constructor == null
          || !Modifier.isFinal(field.getModifiers())
          || Modifier.isStatic(field.getModifiers())
          || !(place.getRoot() instanceof CompilationUnit unit)
          || !(unit.findDeclaringNode(field) instanceof VariableDeclarationFragment declaration)) {
        return false;
      }
      return declaration.getInitializer() == null
          && declaration.getParent().getParent() == constructor.getParent()
          && !Assigned.before(place, field, constructor.getBody());
    }

    private static boolean samePackage(ITypeBinding a, ITypeBinding b) {
      return a.getPackage() != null
          && b.getPackage() != null
          && a.getPackage().isEqualTo(b.getPackage());
    }

    private void locals(List<?> statements, ASTNode child) {
      List<Object> before = new ArrayList<>();
      for (Object each : statements) {
        if (each == child) {
          break;
        }
        // code that jumps to a case passes by what the cases before it declare
        if (each instanceof SwitchCase) {
          before.clear();
        }
        before.add(each);
      }
      // nearest first: the last declaration before the place is the nearest
      for (Object each : before.reversed()) {
        if (each instanceof VariableDeclarationStatement declaration) {
          for (Object fragment : declaration.fragments()) {
            VariableDeclarationFragment variable = (VariableDeclarationFragment) fragment;
            if (variable.getInitializer() != null || Assigned.before(place, variable)) {
              declare(variable, Variable.Kind.LOCAL);
            }
          }
        }
      }
    }

    private void parameters(List<?> nodes) {
      for (Object each : nodes) {
        declare(each, Variable.Kind.PARAMETER);
      }
    }

    private void expressions(List<?> nodes) {
      for (Object node : nodes) {
        expression(node);
      }
    }

    private void expression(Object node) {
      if (node instanceof VariableDeclarationExpression declaration) {
        for (Object fragment : declaration.fragments()) {
          ASTNode variable = (ASTNode) fragment;
          // a variable cannot be read in its own initialiser
          if (variable.getStartPosition() + variable.getLength() <= place.getStartPosition()) {
            declare(fragment, Variable.Kind.LOCAL);
          }
        }
      }
    }

    private void declare(Object node, Variable.Kind kind) {
      if (node instanceof VariableDeclaration declaration) {
        IVariableBinding binding = declaration.resolveBinding();
        if (binding != null
            && binding.getType() != null
            && !beyondStatic
            && (!captured || binding.isEffectivelyFinal() || isFinal(binding))) {
          put(new Variable(binding.getName(), binding, kind, distance));
        }
      }
    }

    private static boolean isFinal(IVariableBinding binding) {
      return Modifier.isFinal(binding.getModifiers());
    }

    private void put(Variable variable) {
      if (variable.name().equals("_") || variable.name().isEmpty()) {
        return;
      }
      found.putIfAbsent(variable.name(), variable);
    }
  }

  /// The statements of the list that holds a statement, itself included; just itself when it stands
  /// alone.
  @SuppressWarnings("unchecked") // JDT's lists are raw
  public static List<Statement> siblings(Statement statement) {
    return switch (statement.getParent()) {
      case Block block -> (List<Statement>) block.statements();
      case SwitchStatement block when Proposals.standsInList(statement) ->
          (List<Statement>) block.statements();
      case null, default -> List.of(statement);
    };
  }
}

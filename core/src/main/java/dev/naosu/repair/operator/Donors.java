package dev.naosu.repair.operator;

import dev.naosu.code.JavaSource;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.Annotation;
import org.eclipse.jdt.core.dom.AnonymousClassDeclaration;
import org.eclipse.jdt.core.dom.ArrayAccess;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.CastExpression;
import org.eclipse.jdt.core.dom.ClassInstanceCreation;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.Modifier;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.Pattern;
import org.eclipse.jdt.core.dom.PatternInstanceofExpression;
import org.eclipse.jdt.core.dom.PostfixExpression;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.eclipse.jdt.core.dom.QualifiedName;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.SuperFieldAccess;
import org.eclipse.jdt.core.dom.SuperMethodInvocation;
import org.eclipse.jdt.core.dom.SwitchExpression;
import org.eclipse.jdt.core.dom.ThisExpression;
import org.jspecify.annotations.Nullable;

/// Expressions of a class that may be written at another of its places as well.
///
/// Source: the "plastic surgery hypothesis" (Barr et al., FSE 2014) behind SimFix and ARJA.
final class Donors {
  /// @param node where it stands
  /// @param nearness in (0, 1]: 1 on the line of the site, less farther away and in other methods
  record Donor(Expression node, double nearness) {}

  /// Which expressions are wanted.
  enum Sort {
    /// Any but one in brackets.
    VALUES,
    /// A truth value that is no conjunction and may be asked twice.
    TERMS
  }

  /// All donors of a class.
  private record Stock(List<Item> items) {}

  private record Item(Expression node, String text, int line) {}

  private record Shelf(ASTNode type, Sort sort) {}

  private static final int LONGEST = 200;
  private static final int LONGEST_TEXT = 80;

  private final JavaSource source;

  private Donors(JavaSource source) {
    this.source = source;
  }

  /// Composed expressions (no names, no literals) of the class around the site that only compute,
  /// nearest first, each text once, at most 200.
  static List<Donor> around(Site site, Sort sort) {
    Donors donors = new Donors(site.source());
    Shelf shelf = new Shelf(typeAround(site.node()), sort);
    Stock stock = site.codebase().learn(Stock.class, shelf, () -> donors.stock(shelf));
    record Ranked(Item item, double nearness) {}
    ASTNode body = site.body();
    List<Ranked> all = new ArrayList<>(stock.items().size());
    for (Item item : stock.items()) {
      all.add(new Ranked(item, nearness(item, site.line(), body)));
    }
    all.sort(Comparator.comparingDouble(Ranked::nearness).reversed());
    Set<String> seen = new HashSet<>();
    return all.stream()
        .filter(each -> seen.add(each.item().text()))
        .limit(LONGEST)
        .map(each -> new Donor(each.item().node(), each.nearness()))
        .toList();
  }

  private Stock stock(Shelf shelf) {
    List<Item> items = new ArrayList<>();
    shelf
        .type()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean preVisit2(ASTNode node) {
                if (node instanceof Expression each
                    && isOf(shelf.sort(), each)
                    && mayBeDonor(each)) {
                  items.add(new Item(each, source.textOf(each), source.lineOf(each)));
                }
                return !(node instanceof Annotation);
              }
            });
    return new Stock(items);
  }

  private static boolean isOf(Sort sort, Expression node) {
    return switch (sort) {
      case VALUES -> !(node.getParent() instanceof ParenthesizedExpression);
      case TERMS -> TypeKinds.isBoolean(node.resolveTypeBinding()) && isTerm(node);
    };
  }

  private static boolean isTerm(Expression node) {
    boolean joined =
        node instanceof InfixExpression infix
            && List.of("&&", "||", "&", "|").contains(infix.getOperator().toString());
    boolean negated = node.getParent() instanceof PrefixExpression;
    return !joined && !negated && Repeatable.is(node);
  }

  private static double nearness(Item item, int line, ASTNode body) {
    int away = Math.abs(item.line() - line);
    boolean home = isInside(item.node(), body);
    return (home ? 1 : 0.5) / (1 + away / (home ? 20.0 : 60.0));
  }

  private static boolean isInside(ASTNode node, ASTNode outer) {
    return outer.getStartPosition() <= node.getStartPosition()
        && node.getStartPosition() + node.getLength()
            <= outer.getStartPosition() + outer.getLength();
  }

  private static ASTNode typeAround(ASTNode node) {
    ASTNode at = node;
    while (at.getParent() != null
        && !(at instanceof AbstractTypeDeclaration)
        && !(at instanceof AnonymousClassDeclaration)) {
      at = at.getParent();
    }
    return at;
  }

  private boolean mayBeDonor(Expression node) {
    boolean composed =
        node instanceof MethodInvocation
            || node instanceof InfixExpression
            || node instanceof FieldAccess
            || node instanceof QualifiedName
            || node instanceof ArrayAccess
            || node instanceof ClassInstanceCreation
            || node instanceof CastExpression
            || node instanceof SuperMethodInvocation
            || node instanceof PrefixExpression
            || node instanceof org.eclipse.jdt.core.dom.InstanceofExpression;
    if (!composed || node.getLength() > LONGEST_TEXT || node.resolveTypeBinding() == null) {
      return false;
    }
    boolean named = !(node instanceof QualifiedName name) || isField(name);
    return named
        && !TypeKinds.isVoid(node.resolveTypeBinding())
        && !node.resolveTypeBinding().isTypeVariable()
        && source.textOf(node).indexOf('\n') < 0
        && !source.textOf(node).contains("//")
        && onlyComputes(node);
  }

  private static boolean isField(QualifiedName name) {
    return name.resolveBinding() instanceof IVariableBinding
        && !(name.getParent() instanceof QualifiedName)
        && !(name.getParent() instanceof org.eclipse.jdt.core.dom.SwitchCase);
  }

  /// Whether an expression assigns nothing, declares nothing and throws no checked exception.
  static boolean onlyComputes(Expression node) {
    boolean[] pure = {true};
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean preVisit2(ASTNode at) {
            pure[0] &= computes(at);
            return pure[0];
          }
        });
    return pure[0];
  }

  private static boolean computes(ASTNode at) {
    return switch (at) {
      case Assignment _,
          PostfixExpression _,
          LambdaExpression _,
          SwitchExpression _,
          AnonymousClassDeclaration _,
          PatternInstanceofExpression _,
          Pattern _ ->
          false;
      case PrefixExpression prefix ->
          prefix.getOperator() != PrefixExpression.Operator.INCREMENT
              && prefix.getOperator() != PrefixExpression.Operator.DECREMENT;
      case MethodInvocation call -> isFree(call.resolveMethodBinding());
      case SuperMethodInvocation call -> isFree(call.resolveMethodBinding());
      case ClassInstanceCreation call -> isFree(call.resolveConstructorBinding());
      default -> true;
    };
  }

  private static boolean isFree(@Nullable IMethodBinding method) {
    return method != null
        && java.util.Arrays.stream(method.getExceptionTypes())
            .allMatch(
                type ->
                    TypeKinds.isA(type, "java.lang.RuntimeException")
                        || TypeKinds.isA(type, "java.lang.Error"));
  }

  /// A donor as it must be written in a scope.
  ///
  /// @param renamed whether variables of its own place were replaced by others of their types
  record Spelling(String text, boolean renamed) {}

  /// What an expression needs of a scope to mean there what it means where it stands.
  private record Needs(
      List<SimpleName> variables,
      boolean instance,
      @Nullable ASTNode superCall,
      boolean typeVariable,
      boolean unknown) {}

  /// How an expression is written in another scope: as it is when all its names mean the same
  /// there, else with each unknown local replaced by the likeliest variable of its type.
  static Optional<Spelling> spell(Site site, Expression node, Scope scope) {
    Needs needs = site.codebase().learn(Needs.class, node, () -> needs(node));
    if (needs.unknown()
        || scope.isStatic() && (needs.instance() || needs.typeVariable())
        || needs.superCall() != null && !isSameMember(needs.superCall(), scope.place())) {
      return Optional.empty();
    }
    Map<SimpleName, String> renamings = new LinkedHashMap<>();
    for (SimpleName name : needs.variables()) {
      if (!(name.resolveBinding() instanceof IVariableBinding variable)
          || !rename(name, variable, scope, renamings)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Spelling(written(site.source(), node, renamings), !renamings.isEmpty()));
  }

  private static Needs needs(Expression node) {
    List<SimpleName> variables = new ArrayList<>();
    boolean[] instance = {false};
    boolean[] generic = {false};
    boolean[] unknown = {false};
    ASTNode[] superCall = new ASTNode[1];
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(SimpleName name) {
            if (name.resolveBinding() instanceof IVariableBinding && stands(name)) {
              variables.add(name);
            }
            return true;
          }

          @Override
          public boolean visit(ThisExpression at) {
            instance[0] = true;
            return true;
          }

          @Override
          public boolean visit(SuperMethodInvocation at) {
            instance[0] = true;
            superCall[0] = at;
            return true;
          }

          @Override
          public boolean visit(SuperFieldAccess at) {
            instance[0] = true;
            return true;
          }

          @Override
          public boolean visit(MethodInvocation call) {
            if (call.getExpression() == null) {
              IMethodBinding method = call.resolveMethodBinding();
              unknown[0] |= method == null;
              instance[0] |= method != null && !Modifier.isStatic(method.getModifiers());
            }
            return true;
          }

          @Override
          public boolean visit(CastExpression cast) {
            ITypeBinding type = cast.resolveTypeBinding();
            generic[0] |= type != null && type.isTypeVariable();
            return true;
          }
        });
    return new Needs(variables, instance[0], superCall[0], generic[0], unknown[0]);
  }

  private static boolean isSameMember(ASTNode a, ASTNode b) {
    return memberOf(a) == memberOf(b);
  }

  private static ASTNode memberOf(ASTNode node) {
    ASTNode at = node;
    while (at.getParent() != null && !(at instanceof BodyDeclaration)) {
      at = at.getParent();
    }
    return at;
  }

  /// Whether the name is looked up by itself rather than in what stands before its dot.
  private static boolean stands(SimpleName name) {
    return switch (name.getParent()) {
      case QualifiedName qualified -> qualified.getQualifier() == name;
      case FieldAccess access -> access.getExpression() == name;
      case SuperFieldAccess _ -> false;
      default -> true;
    };
  }

  private static boolean rename(
      SimpleName name, IVariableBinding variable, Scope scope, Map<SimpleName, String> renamings) {
    IVariableBinding declared = variable.getVariableDeclaration();
    boolean known =
        scope
            .named(name.getIdentifier())
            .filter(each -> each.binding().getVariableDeclaration().isEqualTo(declared))
            .isPresent();
    if (known) {
      return true;
    }
    if (variable.isField()) {
      return false;
    }
    Optional<Variable> likeliest =
        scope.variables().stream()
            .filter(each -> each.kind() != Variable.Kind.CONSTANT)
            .filter(each -> each.type().isEqualTo(variable.getType()))
            .max(Comparator.comparingDouble(each -> Nearness.of(each, name.getIdentifier())));
    likeliest.ifPresent(
        each -> {
          if (!each.name().equals(name.getIdentifier())) {
            renamings.put(name, each.name());
          }
        });
    return likeliest.isPresent();
  }

  private static String written(
      JavaSource source, Expression node, Map<SimpleName, String> renamings) {
    StringBuilder text = new StringBuilder();
    int done = node.getStartPosition();
    for (Map.Entry<SimpleName, String> each : renamings.entrySet()) {
      text.append(source.text(), done, each.getKey().getStartPosition()).append(each.getValue());
      done = each.getKey().getStartPosition() + each.getKey().getLength();
    }
    return text.append(source.text(), done, node.getStartPosition() + node.getLength()).toString();
  }
}

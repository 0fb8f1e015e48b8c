package dev.naosu.repair.operator;

import dev.naosu.code.JavaSource;
import dev.naosu.repair.Codebase;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import dev.naosu.repair.donor.Names;
import dev.naosu.repair.donor.Relevance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.BooleanLiteral;
import org.eclipse.jdt.core.dom.CharacterLiteral;
import org.eclipse.jdt.core.dom.ConditionalExpression;
import org.eclipse.jdt.core.dom.DoStatement;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ForStatement;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.NullLiteral;
import org.eclipse.jdt.core.dom.NumberLiteral;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.StringLiteral;
import org.eclipse.jdt.core.dom.WhileStatement;
import org.jspecify.annotations.Nullable;

/// What the project's own code asks about variables, by their types and names.
///
/// Source: the predicates that ACS mines from a corpus (Xiong et al., ICSE 2017), mined here from
/// the files that speak of what the faulty method speaks of.
final class Usual {
  private static final int MOST_FILES = 24;
  private static final int LONGEST = 80;

  /// A condition about one variable.
  ///
  /// @param before what stands before each use of the variable, but the last entry: what stands
  ///   behind the last
  /// @param times how often it is asked, more where a variable of the same name is asked
  record Question(List<String> before, double times) {
    String text(String variable) {
      return String.join(variable, before);
    }
  }

  /// A question as it was found.
  private record Heard(List<String> parts, Expression node, String name) {}

  private final Map<String, Map<List<String>, Counted>> byType = new HashMap<>();

  private static final class Counted {
    final Expression node;
    final String name;
    final Map<String, Integer> names = new LinkedHashMap<>();

    Counted(Heard heard) {
      this.node = heard.node();
      this.name = heard.name();
    }
  }

  private Usual() {}

  /// Learned once for each member.
  static Usual of(Site site) {
    return site.codebase().learn(Usual.class, site.body(), () -> mined(site));
  }

  private static Usual mined(Site site) {
    Codebase codebase = site.codebase();
    Set<String> paths = new HashSet<>(Set.of(site.source().path()));
    paths.addAll(Relevance.of(codebase).files(site.text(site.body()), MOST_FILES));
    Usual usual = new Usual();
    paths.stream().sorted().forEach(path -> usual.listen(codebase, path));
    return usual;
  }

  /// All that is asked in one file.
  private record Page(Map<String, List<Heard>> byType) {}

  private void listen(Codebase codebase, String path) {
    Page page = codebase.learn(Page.class, path, () -> read(codebase.outline(path)));
    page.byType()
        .forEach(
            (type, all) -> {
              Map<List<String>, Counted> known =
                  byType.computeIfAbsent(type, _ -> new LinkedHashMap<>());
              for (Heard heard : all) {
                known
                    .computeIfAbsent(heard.parts(), _ -> new Counted(heard))
                    .names
                    .merge(heard.name(), 1, Integer::sum);
              }
            });
  }

  private static Page read(JavaSource source) {
    Map<String, List<Heard>> byType = new HashMap<>();
    Map<BodyDeclaration, Names> names = new HashMap<>();
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public void preVisit(ASTNode node) {
                if (node instanceof Expression condition
                    && node.getLength() <= LONGEST
                    && isTerm(condition)) {
                  BodyDeclaration member = memberOf(node);
                  if (member != null) {
                    note(condition, names.computeIfAbsent(member, Names::of));
                  }
                }
              }

              private void note(Expression condition, Names known) {
                List<SimpleName> uses = new ArrayList<>();
                if (!collect(condition, uses)) {
                  return;
                }
                String name = uses.getFirst().getIdentifier();
                String type = known.types().get(name);
                if (type != null) {
                  byType
                      .computeIfAbsent(type, _ -> new ArrayList<>())
                      .add(new Heard(parts(source, condition, uses), condition, name));
                }
              }
            });
    return new Page(byType);
  }

  private static @Nullable BodyDeclaration memberOf(ASTNode node) {
    for (ASTNode at = node; at != null; at = at.getParent()) {
      if (at instanceof BodyDeclaration member) {
        return member;
      }
    }
    return null;
  }

  /// Whether a truth is asked here: a condition, or one term of it.
  private static boolean isTerm(Expression node) {
    if (isJoined(node)) {
      return false;
    }
    return switch (node.getParent()) {
      case IfStatement branch -> branch.getExpression() == node;
      case WhileStatement loop -> loop.getExpression() == node;
      case DoStatement loop -> loop.getExpression() == node;
      case ForStatement loop -> loop.getExpression() == node;
      case ConditionalExpression choice -> choice.getExpression() == node;
      case InfixExpression infix -> isJoined(infix);
      case PrefixExpression prefix -> prefix.getOperator() == PrefixExpression.Operator.NOT;
      case null, default -> false;
    };
  }

  private static boolean isJoined(Expression node) {
    return node instanceof InfixExpression infix
        && List.of("&&", "||").contains(infix.getOperator().toString());
  }

  /// Collects the uses of the only variable of a condition.
  ///
  /// @return whether there is one, and nothing but calls on it, comparisons and literals
  private static boolean collect(Expression node, List<SimpleName> uses) {
    boolean[] plain = {true};
    node.accept(
        new ASTVisitor() {
          @Override
          public boolean preVisit2(ASTNode at) {
            plain[0] &=
                switch (at) {
                  case SimpleName name -> !Names.isVariable(name) || isSame(name);
                  case MethodInvocation call -> call.getExpression() != null;
                  case InfixExpression _,
                      PrefixExpression _,
                      StringLiteral _,
                      NumberLiteral _,
                      CharacterLiteral _,
                      NullLiteral _,
                      BooleanLiteral _ ->
                      true;
                  default -> false;
                };
            return plain[0];
          }

          private boolean isSame(SimpleName name) {
            uses.add(name);
            return uses.getFirst().getIdentifier().equals(name.getIdentifier());
          }
        });
    return plain[0] && !uses.isEmpty() && !(node instanceof SimpleName);
  }

  private static List<String> parts(JavaSource source, Expression node, List<SimpleName> uses) {
    List<String> parts = new ArrayList<>();
    int done = node.getStartPosition();
    for (SimpleName use : uses) {
      parts.add(source.text().substring(done, use.getStartPosition()));
      done = use.getStartPosition() + use.getLength();
    }
    parts.add(source.text().substring(done, node.getStartPosition() + node.getLength()));
    return parts.stream().map(each -> each.replaceAll("\\s+", " ")).toList();
  }

  /// What is asked about variables of the type, most often asked first, as far as it can be asked
  /// of this one.
  List<Question> about(Scope scope, Variable variable) {
    Map<List<String>, Counted> known =
        byType.getOrDefault(variable.type().getErasure().getName(), Map.of());
    List<Question> questions = new ArrayList<>();
    known.forEach(
        (parts, counted) -> {
          double times = 0;
          for (Map.Entry<String, Integer> each : counted.names.entrySet()) {
            double alike = Scope.nameSimilarity(each.getKey(), variable.name());
            times += each.getValue() * (0.3 + 0.7 * alike);
          }
          if (new Typing(scope, variable, counted.name)
              .of(counted.node)
              .filter(TypeKinds::isBoolean)
              .isPresent()) {
            questions.add(new Question(parts, times));
          }
        });
    questions.sort(
        Comparator.comparingDouble(Question::times)
            .reversed()
            .thenComparing(each -> each.text("$")));
    return questions;
  }

  /// Whether a `!` before the text negates all of it.
  static boolean isPrimary(String text) {
    return text.matches("[\\w.\"]+\\([^()]*\\)");
  }

  /// The types that an expression without bindings would have at a place, its only variable being
  /// another.
  private record Typing(Scope scope, Variable variable, String name) {

    /// None when it would not compile, or this cannot tell.
    Optional<ITypeBinding> of(Expression node) {
      return switch (node) {
        case SimpleName use when use.getIdentifier().equals(name) -> Optional.of(variable.type());
        case MethodInvocation call -> call(call);
        case InfixExpression infix -> infix(infix);
        case PrefixExpression prefix -> of(prefix.getOperand());
        case StringLiteral _ -> known("java.lang.String");
        case NumberLiteral literal when literal.getToken().matches("\\d{1,9}") -> known("int");
        case CharacterLiteral _ -> known("char");
        case BooleanLiteral _ -> known("boolean");
        default -> Optional.empty();
      };
    }

    private Optional<ITypeBinding> known(String type) {
      return Slots.known(scope.place(), type);
    }

    private Optional<ITypeBinding> call(MethodInvocation node) {
      Optional<ITypeBinding> receiver = of(node.getExpression());
      if (receiver.isEmpty() || receiver.get().isPrimitive()) {
        return Optional.empty();
      }
      for (IMethodBinding method : scope.methodsOf(receiver.get())) {
        if (method.getName().equals(node.getName().getIdentifier())
            && method.getExceptionTypes().length == 0
            && !method.isGenericMethod()
            && !method.isVarargs()
            && takes(method, node.arguments())) {
          return Optional.of(method.getReturnType());
        }
      }
      return Optional.empty();
    }

    private boolean takes(IMethodBinding method, List<?> arguments) {
      ITypeBinding[] wanted = method.getParameterTypes();
      boolean fits = wanted.length == arguments.size();
      for (int i = 0; fits && i < wanted.length; i++) {
        ITypeBinding target = wanted[i];
        fits =
            arguments.get(i) instanceof NullLiteral
                ? !target.isPrimitive()
                : of((Expression) arguments.get(i))
                    .filter(type -> Scope.fits(type, target))
                    .isPresent();
      }
      return fits;
    }

    private Optional<ITypeBinding> infix(InfixExpression node) {
      Optional<ITypeBinding> left = of(node.getLeftOperand());
      boolean equality =
          node.getOperator() == InfixExpression.Operator.EQUALS
              || node.getOperator() == InfixExpression.Operator.NOT_EQUALS;
      if (node.hasExtendedOperands() || left.isEmpty()) {
        return Optional.empty();
      }
      if (equality && node.getRightOperand() instanceof NullLiteral) {
        return left.get().isPrimitive() ? Optional.empty() : known("boolean");
      }
      Optional<ITypeBinding> right = of(node.getRightOperand());
      boolean numbers =
          right.isPresent() && TypeKinds.isNumber(left.get()) && TypeKinds.isNumber(right.get());
      if (Slots.isComparison(node)) {
        return numbers ? known("boolean") : Optional.empty();
      }
      return numbers && List.of("+", "-", "*", "%").contains(node.getOperator().toString())
          ? known("int").filter(_ -> TypeKinds.isInteger(left.get()))
          : Optional.empty();
    }
  }
}

package dev.naosu.repair.operator;

import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import java.util.List;
import java.util.Optional;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.Annotation;
import org.eclipse.jdt.core.dom.ArrayAccess;
import org.eclipse.jdt.core.dom.ArrayCreation;
import org.eclipse.jdt.core.dom.ArrayInitializer;
import org.eclipse.jdt.core.dom.AssertStatement;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.BodyDeclaration;
import org.eclipse.jdt.core.dom.CaseDefaultExpression;
import org.eclipse.jdt.core.dom.CastExpression;
import org.eclipse.jdt.core.dom.ClassInstanceCreation;
import org.eclipse.jdt.core.dom.ConditionalExpression;
import org.eclipse.jdt.core.dom.ConstructorInvocation;
import org.eclipse.jdt.core.dom.DoStatement;
import org.eclipse.jdt.core.dom.EnhancedForStatement;
import org.eclipse.jdt.core.dom.EnumConstantDeclaration;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ExpressionStatement;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.ForStatement;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.IVariableBinding;
import org.eclipse.jdt.core.dom.IfStatement;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.InstanceofExpression;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.MethodReference;
import org.eclipse.jdt.core.dom.Name;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.Pattern;
import org.eclipse.jdt.core.dom.PatternInstanceofExpression;
import org.eclipse.jdt.core.dom.PostfixExpression;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.eclipse.jdt.core.dom.QualifiedName;
import org.eclipse.jdt.core.dom.ReturnStatement;
import org.eclipse.jdt.core.dom.SimpleName;
import org.eclipse.jdt.core.dom.SuperConstructorInvocation;
import org.eclipse.jdt.core.dom.SuperFieldAccess;
import org.eclipse.jdt.core.dom.SuperMethodInvocation;
import org.eclipse.jdt.core.dom.SwitchCase;
import org.eclipse.jdt.core.dom.SwitchExpression;
import org.eclipse.jdt.core.dom.SwitchStatement;
import org.eclipse.jdt.core.dom.SynchronizedStatement;
import org.eclipse.jdt.core.dom.TryStatement;
import org.eclipse.jdt.core.dom.Type;
import org.eclipse.jdt.core.dom.VariableDeclarationExpression;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;
import org.eclipse.jdt.core.dom.VariableDeclarationStatement;
import org.eclipse.jdt.core.dom.WhileStatement;
import org.jspecify.annotations.Nullable;

/// Where an expression is wanted for its value, and which types may stand there.
final class Slots {
  private Slots() {}

  /// Expressions of the site that other values may replace, outermost first.
  static List<Expression> of(Site site) {
    return site.expressions().stream().filter(Slots::isValue).toList();
  }

  /// Whether the value of an expression is used, so that another value may stand in its place:
  /// neither declared nor assigned to, no name of a type or method, no constant that the compiler
  /// wants.
  static boolean isValue(Expression node) {
    if (node instanceof Annotation
        || node instanceof VariableDeclarationExpression
        || node instanceof ArrayInitializer
        || node instanceof LambdaExpression
        || node instanceof MethodReference
        || node instanceof SwitchExpression
        || node instanceof Pattern
        || node instanceof CaseDefaultExpression
        || TypeKinds.isVoid(node.resolveTypeBinding())
        || node.resolveTypeBinding() == null) {
      return false;
    }
    if (node instanceof Name name
        && (!(name.resolveBinding() instanceof IVariableBinding) || isPartOfName(name))) {
      return false;
    }
    return !isTarget(node) && isValuePlace(node) && !isInConstant(node);
  }

  /// Whether an expression is assigned to, or counted up or down.
  static boolean isTarget(Expression node) {
    return switch (node.getParent()) {
      case Assignment assignment -> assignment.getLeftHandSide() == node;
      case PostfixExpression _ -> true;
      case PrefixExpression prefix ->
          prefix.getOperator() == PrefixExpression.Operator.INCREMENT
              || prefix.getOperator() == PrefixExpression.Operator.DECREMENT;
      case null, default -> false;
    };
  }

  /// Whether the name is one part of a longer one, such as `length` or `a` in `a.length`.
  static boolean isPartOfName(Name name) {
    return switch (name.getParent()) {
      case QualifiedName _, SuperFieldAccess _ -> true;
      case FieldAccess access -> access.getName() == name;
      case null, default -> name instanceof SimpleName simple && simple.isDeclaration();
    };
  }

  private static boolean isValuePlace(Expression node) {
    ASTNode parent = node.getParent();
    return switch (parent) {
      case ExpressionStatement _,
          TryStatement _,
          MethodReference _,
          Type _,
          SwitchCase _,
          EnumConstantDeclaration _ ->
          false;
      case ForStatement loop -> loop.getExpression() == node;
      case LambdaExpression lambda -> returnsValue(lambda);
      case null -> false;
      default -> true;
    };
  }

  private static boolean returnsValue(LambdaExpression lambda) {
    IMethodBinding method = lambda.resolveMethodBinding();
    return method != null && !TypeKinds.isVoid(method.getReturnType());
  }

  private static boolean isInConstant(Expression node) {
    for (ASTNode at = node; at instanceof Expression; at = at.getParent()) {
      if (at.getParent() instanceof SwitchCase || at.getParent() instanceof Annotation) {
        return true;
      }
    }
    return false;
  }

  /// Whether an expression of the type may replace the one at a place.
  static boolean accepts(Expression place, @Nullable ITypeBinding type) {
    if (type == null || TypeKinds.isVoid(type)) {
      return false;
    }
    ITypeBinding own = place.resolveTypeBinding();
    return switch (place.getParent()) {
      case EnhancedForStatement loop when loop.getExpression() == place ->
          elementsFit(type, loop.getParameter().resolveBinding());
      case ParenthesizedExpression brackets -> accepts(brackets, type);
      default ->
          wanted(place).map(target -> fits(type, target)).orElse(false)
              && (own == null || isSameWorld(type, own))
              && !(type.isPrimitive() && wantsReference(place, own))
              && mayBeTested(place, type, own);
    };
  }

  /// Whether a cast or a test of the value's type at the place could succeed, as the compiler
  /// wants.
  private static boolean mayBeTested(
      Expression place, ITypeBinding type, @Nullable ITypeBinding own) {
    return switch (place.getParent()) {
      case CastExpression cast ->
          cast.resolveTypeBinding() != null && type.isCastCompatible(cast.resolveTypeBinding());
      case InstanceofExpression test ->
          test.getRightOperand().resolveBinding() != null
              && type.isCastCompatible(test.getRightOperand().resolveBinding());
      case PatternInstanceofExpression _, SwitchStatement _, SwitchExpression _ ->
          own != null && type.getErasure().isEqualTo(own.getErasure());
      case null, default -> true;
    };
  }

  /// Whether a primitive value would not be boxed where the expression stands.
  private static boolean wantsReference(Expression place, @Nullable ITypeBinding own) {
    if (own == null || own.isPrimitive()) {
      return false;
    }
    return switch (place.getParent()) {
      case InfixExpression infix ->
          infix.getOperator() == InfixExpression.Operator.EQUALS
              || infix.getOperator() == InfixExpression.Operator.NOT_EQUALS;
      case CastExpression _,
          InstanceofExpression _,
          PatternInstanceofExpression _,
          SwitchStatement _,
          SwitchExpression _,
          SynchronizedStatement _,
          FieldAccess _ ->
          true;
      case MethodInvocation call -> call.getExpression() == place;
      case null, default -> false;
    };
  }

  /// A boxed value in place of a primitive one could be null, and a raw one loses its arguments:
  /// both compile. Arrays and primitives keep apart.
  private static boolean isSameWorld(ITypeBinding type, ITypeBinding own) {
    return !own.isPrimitive()
        || TypeKinds.isNumber(type) == TypeKinds.isNumber(own)
            && TypeKinds.isBoolean(type) == TypeKinds.isBoolean(own);
  }

  private static boolean fits(ITypeBinding type, ITypeBinding target) {
    return Scope.fits(type, target);
  }

  private static boolean elementsFit(ITypeBinding type, @Nullable IVariableBinding parameter) {
    if (parameter == null || !(type.isArray() || TypeKinds.isA(type, "java.lang.Iterable"))) {
      return false;
    }
    return TypeKinds.element(type)
        .map(element -> fits(element, parameter.getType()))
        .orElse("java.lang.Object".equals(parameter.getType().getQualifiedName()));
  }

  /// The type that a place wants: of the parameter, the variable, the method's result, and else the
  /// type of the expression that stands there.
  static Optional<ITypeBinding> wanted(Expression place) {
    Optional<ITypeBinding> own = Optional.ofNullable(place.resolveTypeBinding());
    return switch (place.getParent()) {
      case ParenthesizedExpression brackets -> wanted(brackets);
      case ConditionalExpression choice when choice.getExpression() != place -> wanted(choice);
      case VariableDeclarationFragment fragment -> variable(fragment).or(() -> own);
      case Assignment assignment
          when assignment.getRightHandSide() == place
              && assignment.getOperator() == Assignment.Operator.ASSIGN ->
          Optional.ofNullable(assignment.getLeftHandSide().resolveTypeBinding());
      case ReturnStatement statement -> result(statement).or(() -> own);
      case MethodInvocation call when call.getExpression() != place ->
          parameter(call.resolveMethodBinding(), call.arguments().indexOf(place)).or(() -> own);
      case SuperMethodInvocation call ->
          parameter(call.resolveMethodBinding(), call.arguments().indexOf(place)).or(() -> own);
      case ClassInstanceCreation creation when creation.getExpression() != place ->
          parameter(creation.resolveConstructorBinding(), creation.arguments().indexOf(place))
              .or(() -> own);
      case ConstructorInvocation call ->
          parameter(call.resolveConstructorBinding(), call.arguments().indexOf(place))
              .or(() -> own);
      case SuperConstructorInvocation call ->
          parameter(call.resolveConstructorBinding(), call.arguments().indexOf(place))
              .or(() -> own);
      case ArrayAccess access when access.getIndex() == place -> known(place, "int");
      case ArrayCreation _ -> known(place, "int");
      case ArrayInitializer list ->
          Optional.ofNullable(list.resolveTypeBinding()).map(ITypeBinding::getComponentType);
      default -> own;
    };
  }

  private static Optional<ITypeBinding> variable(VariableDeclarationFragment fragment) {
    boolean inferred =
        fragment.getParent() instanceof VariableDeclarationStatement declaration
            && declaration.getType().isVar();
    return inferred || fragment.resolveBinding() == null
        ? Optional.empty()
        : Optional.of(fragment.resolveBinding().getType());
  }

  private static Optional<ITypeBinding> result(ReturnStatement statement) {
    for (ASTNode at = statement.getParent(); at != null; at = at.getParent()) {
      if (at instanceof LambdaExpression) {
        return Optional.empty();
      }
      if (at instanceof BodyDeclaration) {
        return at instanceof MethodDeclaration method && method.resolveBinding() != null
            ? Optional.of(method.resolveBinding().getReturnType())
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<ITypeBinding> parameter(@Nullable IMethodBinding method, int index) {
    if (method == null || index < 0) {
      return Optional.empty();
    }
    ITypeBinding[] types = method.getParameterTypes();
    if (method.isVarargs() && index >= types.length - 1) {
      // an array may be handed over as a whole: then only its own type is sure to fit
      return index == types.length - 1
          ? Optional.empty()
          : Optional.ofNullable(types[types.length - 1].getComponentType());
    }
    return index < types.length && !isOpen(types[index])
        ? Optional.of(types[index])
        : Optional.empty();
  }

  private static boolean isOpen(ITypeBinding type) {
    return type.isTypeVariable() || type.isCapture() || type.isWildcardType();
  }

  /// A primitive or well-known type, as the tree of a node knows it.
  static Optional<ITypeBinding> known(ASTNode node, String name) {
    return Optional.ofNullable(node.getAST().resolveWellKnownType(name));
  }

  /// Whether an expression of the named primitive type may replace the one at a place.
  static boolean accepts(Expression place, String primitive) {
    return known(place, primitive).map(type -> accepts(place, type)).orElse(false);
  }

  /// Where the value of a place goes.
  enum Use {
    ARGUMENT,
    INDEX,
    RETURNED,
    ASSIGNED,
    INITIAL,
    RECEIVER,
    ITERATED,
    COMPARED,
    CONDITION,
    OPERAND,
    OTHER
  }

  static Use use(Expression place) {
    return switch (place.getParent()) {
      case ParenthesizedExpression brackets -> use(brackets);
      case ConditionalExpression choice ->
          choice.getExpression() == place ? Use.CONDITION : use(choice);
      case MethodInvocation call -> call.getExpression() == place ? Use.RECEIVER : Use.ARGUMENT;
      case SuperMethodInvocation _,
          ClassInstanceCreation _,
          ConstructorInvocation _,
          SuperConstructorInvocation _ ->
          Use.ARGUMENT;
      case ArrayAccess access -> access.getIndex() == place ? Use.INDEX : Use.RECEIVER;
      case FieldAccess _ -> Use.RECEIVER;
      case ReturnStatement _, LambdaExpression _ -> Use.RETURNED;
      case Assignment _ -> Use.ASSIGNED;
      case VariableDeclarationFragment _ -> Use.INITIAL;
      case EnhancedForStatement _ -> Use.ITERATED;
      case InfixExpression infix -> isComparison(infix) ? Use.COMPARED : Use.OPERAND;
      case PrefixExpression _ -> Use.OPERAND;
      case IfStatement _, WhileStatement _, DoStatement _, ForStatement _, AssertStatement _ ->
          Use.CONDITION;
      case null, default -> Use.OTHER;
    };
  }

  static boolean isComparison(InfixExpression infix) {
    return List.of("<", "<=", ">", ">=", "==", "!=").contains(infix.getOperator().toString());
  }

  /// The expression without brackets around it.
  static Expression bare(Expression expression) {
    Expression at = expression;
    while (at instanceof ParenthesizedExpression brackets) {
      at = brackets.getExpression();
    }
    return at;
  }
}

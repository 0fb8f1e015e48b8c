package dev.naosu.repair.operator;

import dev.naosu.repair.Scope;
import java.util.List;
import java.util.Optional;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ArrayAccess;
import org.eclipse.jdt.core.dom.Assignment;
import org.eclipse.jdt.core.dom.CastExpression;
import org.eclipse.jdt.core.dom.ClassInstanceCreation;
import org.eclipse.jdt.core.dom.ConditionalExpression;
import org.eclipse.jdt.core.dom.ConstructorInvocation;
import org.eclipse.jdt.core.dom.EnhancedForStatement;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ExpressionStatement;
import org.eclipse.jdt.core.dom.FieldAccess;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.ITypeBinding;
import org.eclipse.jdt.core.dom.InfixExpression;
import org.eclipse.jdt.core.dom.InstanceofExpression;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.ParenthesizedExpression;
import org.eclipse.jdt.core.dom.PatternInstanceofExpression;
import org.eclipse.jdt.core.dom.PostfixExpression;
import org.eclipse.jdt.core.dom.PrefixExpression;
import org.eclipse.jdt.core.dom.ReturnStatement;
import org.eclipse.jdt.core.dom.SuperConstructorInvocation;
import org.eclipse.jdt.core.dom.SuperMethodInvocation;
import org.eclipse.jdt.core.dom.SwitchCase;
import org.eclipse.jdt.core.dom.SwitchExpression;
import org.eclipse.jdt.core.dom.SwitchStatement;
import org.eclipse.jdt.core.dom.VariableDeclarationFragment;
import org.jspecify.annotations.Nullable;

/// What type of value the place of an expression takes.
final class Expected {
  private Expected() {}

  /// Whether a value of the type may stand in the place of the expression.
  static boolean accepts(Expression place, @Nullable ITypeBinding type) {
    if (type == null || TypeKinds.isVoid(type) || !isValue(place)) {
      return false;
    }
    if (isReceiver(place) && type.isPrimitive()) {
      return false;
    }
    return typeAt(place).filter(wanted -> Scope.fits(type, wanted)).isPresent()
        && mayBeTested(place, type);
  }

  /// Whether the cast, test or comparison around the place, if there is one, takes the type.
  private static boolean mayBeTested(Expression place, ITypeBinding type) {
    ITypeBinding other =
        switch (place.getParent()) {
          case CastExpression cast -> cast.getType().resolveBinding();
          case InstanceofExpression test -> test.getRightOperand().resolveBinding();
          case PatternInstanceofExpression _, SwitchStatement _, SwitchExpression _ ->
              place.resolveTypeBinding();
          case InfixExpression comparison when isComparison(comparison) ->
              comparison.getLeftOperand() == place
                  ? comparison.getRightOperand().resolveTypeBinding()
                  : comparison.getLeftOperand().resolveTypeBinding();
          default -> type;
        };
    return other != null
        && (other.isNullType() ? !type.isPrimitive() : isTestable(place, type, other));
  }

  private static boolean isTestable(Expression place, ITypeBinding type, ITypeBinding other) {
    return place.getParent() instanceof PatternInstanceofExpression
            || place.getParent() instanceof SwitchStatement
            || place.getParent() instanceof SwitchExpression
        ? type.isEqualTo(other)
        : type.isCastCompatible(other) || Scope.fits(type, other);
  }

  private static boolean isComparison(InfixExpression infix) {
    return infix.getOperator() == InfixExpression.Operator.EQUALS
        || infix.getOperator() == InfixExpression.Operator.NOT_EQUALS;
  }

  /// The type that values put in the place of the expression must fit; none when nothing is known.
  static Optional<ITypeBinding> typeAt(Expression place) {
    ITypeBinding own = place.resolveTypeBinding();
    return Optional.ofNullable(
        switch (place.getParent()) {
          case VariableDeclarationFragment fragment when fragment.resolveBinding() != null ->
              fragment.resolveBinding().getType();
          case Assignment assignment
              when assignment.getRightHandSide() == place
                  && assignment.getOperator() == Assignment.Operator.ASSIGN ->
              assignment.getLeftHandSide().resolveTypeBinding();
          case ReturnStatement statement -> Frame.around(statement).result().orElse(own);
          case ParenthesizedExpression brackets -> typeAt(brackets).orElse(own);
          case ConditionalExpression choice when choice.getExpression() != place ->
              typeAt(choice).orElse(own);
          case MethodInvocation call when call.getExpression() != place ->
              parameter(call.resolveMethodBinding(), call.arguments().indexOf(place), own);
          case SuperMethodInvocation call ->
              parameter(call.resolveMethodBinding(), call.arguments().indexOf(place), own);
          case ClassInstanceCreation call when call.getExpression() != place ->
              parameter(call.resolveConstructorBinding(), call.arguments().indexOf(place), own);
          case ConstructorInvocation call ->
              parameter(call.resolveConstructorBinding(), call.arguments().indexOf(place), own);
          case SuperConstructorInvocation call when call.getExpression() != place ->
              parameter(call.resolveConstructorBinding(), call.arguments().indexOf(place), own);
          case null, default -> own;
        });
  }

  /// The type of the i-th parameter, looking into a `T...` where an argument of type `own` stands
  /// for one of its elements.
  static @Nullable ITypeBinding parameter(
      @Nullable IMethodBinding method, int i, @Nullable ITypeBinding own) {
    if (method == null || i < 0) {
      return own;
    }
    List<ITypeBinding> types = List.of(method.getParameterTypes());
    if (method.isVarargs() && i >= types.size() - 1) {
      ITypeBinding last = types.getLast();
      boolean whole =
          i == types.size() - 1
              && own != null
              && own.isArray()
              && own.getDimensions() == last.getDimensions();
      return whole ? last : last.getComponentType();
    }
    return i < types.size() ? types.get(i) : own;
  }

  /// Whether the expression stands where a value is read, so that another value can stand there.
  static boolean isValue(Expression place) {
    ASTNode parent = place.getParent();
    return switch (parent) {
      case ExpressionStatement _, SwitchCase _ -> false;
      case Assignment assignment -> assignment.getLeftHandSide() != place;
      case PostfixExpression _ -> false;
      case PrefixExpression prefix ->
          prefix.getOperator() != PrefixExpression.Operator.INCREMENT
              && prefix.getOperator() != PrefixExpression.Operator.DECREMENT;
      case LambdaExpression lambda ->
          lambda.getBody() == place
              && lambda.resolveMethodBinding() != null
              && !TypeKinds.isVoid(lambda.resolveMethodBinding().getReturnType());
      case Expression _, org.eclipse.jdt.core.dom.Statement _, VariableDeclarationFragment _ ->
          place.getLocationInParent() != org.eclipse.jdt.core.dom.MethodInvocation.NAME_PROPERTY
              && place.getLocationInParent() != FieldAccess.NAME_PROPERTY
              && place.getLocationInParent() != VariableDeclarationFragment.NAME_PROPERTY
              && !(parent instanceof org.eclipse.jdt.core.dom.Name)
              && !(parent instanceof org.eclipse.jdt.core.dom.Annotation);
      case null, default -> false;
    };
  }

  /// Whether something is asked of the value with a dot, an index or a loop.
  static boolean isReceiver(Expression place) {
    return switch (place.getParent()) {
      case MethodInvocation call -> call.getExpression() == place;
      case FieldAccess access -> access.getExpression() == place;
      case ArrayAccess access -> access.getArray() == place;
      case EnhancedForStatement loop -> loop.getExpression() == place;
      case ParenthesizedExpression brackets -> isReceiver(brackets);
      case null, default -> false;
    };
  }
}

package dev.naosu.repair.operator;

import dev.naosu.repair.Operator;
import java.util.List;

/// The catalogue of repair templates. Its order carries no meaning: candidates are ordered by
/// [Operator#weight] and suspicion.
public final class Operators {
  private Operators() {}

  public static List<Operator> all() {
    return List.of(
        new ArgumentEdit(),
        new ArithmeticGuard(),
        new ArithmeticOperator(),
        new AssignmentOperator(),
        new BoundaryShift(),
        new CallUnwrap(),
        new CastGuard(),
        new CatchAndInit(),
        new CollectionKind(),
        new ConditionReplacement(),
        new ConditionTerm(),
        new ConstantCondition(),
        new CopyInOut(),
        new DonorTransfer(),
        new ElseBranch(),
        new Everywhere(),
        new Exchange(),
        new ExpressionDonor(),
        new IfAround(),
        new IfAssign(),
        new IfReturn(),
        new IfSkip(),
        new IfThrow(),
        new IntegerDivision(),
        new LiteralReplacement(),
        new LogicalOperator(),
        new LoopHeader(),
        new MethodRename(),
        new MinMax(),
        new NullComparison(),
        new NullGuard(),
        new OffByOne(),
        new OperandChange(),
        new RangeGuard(),
        new RelationalOperator(),
        new ReturnReplacement(),
        new SelfAssignment(),
        new SimilarTerm(),
        new StatementDelete(),
        new StatementInsert(),
        new StatementMove(),
        new StringComparison(),
        new SubRange(),
        new TernaryArm(),
        new TypeWidening(),
        new VariableReplacement());
  }
}

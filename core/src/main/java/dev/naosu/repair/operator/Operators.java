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
        new CallUnwrap(),
        new CastGuard(),
        new CatchAndInit(),
        new ConstantCondition(),
        new CopyInOut(),
        new IfReturn(),
        new IfThrow(),
        new MethodRename(),
        new NullComparison(),
        new NullGuard(),
        new RangeGuard(),
        new RelationalOperator(),
        new ReturnReplacement(),
        new StatementDelete(),
        new StatementInsert(),
        new StatementMove());
  }
}

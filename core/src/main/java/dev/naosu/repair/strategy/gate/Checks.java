package dev.naosu.repair.strategy.gate;

import dev.naosu.code.JavaSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.BooleanLiteral;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.ReturnStatement;
import org.eclipse.jdt.core.dom.SynchronizedStatement;
import org.eclipse.jdt.core.dom.ThrowStatement;

/// How often a program asks whether it may go on. Which arguments it asks about may change.
final class Checks {
  private static final Pattern CHECK =
      Pattern.compile(
          "(?:check|verify|validate|authori[sz]e|authenticate|sanitize|escape|encrypt|sign"
              + "|requireRole|requirePermission|ensureAllowed|isAllowed|isAuthorized|isAuthenticated"
              + "|isPermitted|hasRole|hasAuthority|hasPermission|hasAccess|canAccess|mustBe|lock)"
              + "(?![a-z]).*");

  private static final Pattern QUESTION =
      Pattern.compile(
          "(?:is|has|can|may|check|verify|validate|matches|accept|allow|authori|authenti).*");

  private Checks() {}

  /// Kinds of checks and how many of each there are.
  static Map<String, Integer> in(JavaSource source) {
    Map<String, Integer> counts = new TreeMap<>();
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(MethodInvocation call) {
                String name = call.getName().getIdentifier();
                if (CHECK.matcher(name).matches()) {
                  counts.merge("the call of " + name, 1, Integer::sum);
                }
                return true;
              }

              @Override
              public boolean visit(SynchronizedStatement statement) {
                counts.merge("a synchronized block", 1, Integer::sum);
                return true;
              }
            });
    return counts;
  }

  static int thrown(JavaSource source) {
    int[] count = {0};
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(ThrowStatement statement) {
                count[0]++;
                return true;
              }
            });
    return count[0];
  }

  /// Methods that ask something and answer always the same, by their heads.
  static Map<String, String> alwaysTheSame(JavaSource source) {
    Map<String, String> found = new TreeMap<>();
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(MethodDeclaration method) {
                String name = method.getName().getIdentifier();
                if (method.getBody() != null
                    && QUESTION.matcher(name).matches()
                    && answersTheSame(method)) {
                  found.put(name + method.parameters(), name);
                }
                return true;
              }

              @Override
              public boolean visit(LambdaExpression lambda) {
                return false;
              }
            });
    return found;
  }

  private static boolean answersTheSame(MethodDeclaration method) {
    return !method.getBody().statements().isEmpty()
            && method.getBody().statements().getFirst() instanceof ReturnStatement answer
            && answer.getExpression() instanceof BooleanLiteral
        || method.getBody().statements().isEmpty();
  }
}

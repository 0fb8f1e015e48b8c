package dev.naosu.repair.strategy.gate;

import java.util.regex.Pattern;
import org.eclipse.jdt.core.dom.Expression;
import org.eclipse.jdt.core.dom.ExpressionStatement;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.Statement;

/// Statements that only write down that something happened.
final class Logs {
  private static final Pattern LOGGER =
      Pattern.compile("(?i)(?:this\\.)?[\\w.]*log(?:ger)?(?:\\(\\))?(?:\\.at\\w+\\(.*\\).*)?");

  private static final Pattern PRINTED = Pattern.compile("(?:java\\.lang\\.)?System\\.(?:out|err)");

  private Logs() {}

  static boolean isOne(Statement statement) {
    if (!(statement instanceof ExpressionStatement it)
        || !(it.getExpression() instanceof MethodInvocation call)) {
      return false;
    }
    Expression receiver = call.getExpression();
    if (call.getName().getIdentifier().equals("printStackTrace")) {
      return true;
    }
    return receiver != null
        && (LOGGER.matcher(receiver.toString()).matches()
            || PRINTED.matcher(receiver.toString()).matches());
  }
}

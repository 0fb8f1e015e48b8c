package dev.naosu.repair.operator;

import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Scope;
import dev.naosu.repair.Site;
import dev.naosu.repair.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.eclipse.jdt.core.dom.Statement;

/// Makes a variable regular before it is used: puts `name = name.trim();` or `n = Math.abs(n);`
/// before the site.
///
/// Source: missing normalisation of inputs, as in Defects4J's Lang and Cli.
public final class SelfAssignment implements Operator {
  private static final int MOST_VARIABLES = 6;

  @Override
  public double weight(Evidence evidence) {
    return 0.4;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Optional<Statement> anchor = Places.anchor(site);
    if (anchor.isEmpty()) {
      return;
    }
    Scope scope = site.scope();
    List<Variable> variables =
        scope.variables().stream()
            .filter(each -> !each.binding().isField())
            .filter(each -> Places.mayAssign(site, each))
            .limit(MOST_VARIABLES)
            .toList();
    double entry = Places.isMethodEntry(site) ? 1.0 : 0.7;
    for (int i = 0; i < variables.size(); i++) {
      String name = variables.get(i).name();
      double weight = entry * (1 - 0.08 * i);
      for (String value : values(site, scope, variables.get(i))) {
        proposals.insertBefore(
            anchor.get(), name + " = " + value + ";", weight, "first: " + name + " = " + value);
      }
    }
  }

  private static List<String> values(Site site, Scope scope, Variable variable) {
    String name = variable.name();
    List<String> values = new ArrayList<>();
    if (TypeKinds.isString(variable.type())) {
      values.addAll(List.of(name + ".trim()", name + ".toLowerCase()", name + ".toUpperCase()"));
    } else if (variable.type().isPrimitive()
        && List.of("int", "long", "double", "float").contains(variable.type().getName())) {
      values.addAll(List.of("Math.abs(" + name + ")", "-" + name));
    } else if (TypeKinds.isBoolean(variable.type())) {
      values.add("!" + name);
    }
    for (IMethodBinding method : scope.methods()) {
      if (method.getParameterTypes().length == 1
          && !method.isVarargs()
          && !method.isGenericMethod()
          && method.getDeclaringClass().isFromSource()
          && method.getReturnType().isEqualTo(variable.type())
          && Scope.fits(variable.type(), method.getParameterTypes()[0])
          && Checked.mayCall(site.node(), method)) {
        values.add(method.getName() + "(" + name + ")");
      }
    }
    return values;
  }
}

package dev.naosu.repair.strategy.answer;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.SingleVariableDeclaration;

/// What tells a method from the others of its type: its name and the simple names of its
/// parameters' types, type arguments left out.
record Signature(String name, List<String> types) {
  static Signature of(MethodDeclaration method) {
    List<String> types = new ArrayList<>();
    for (Object each : method.parameters()) {
      SingleVariableDeclaration parameter = (SingleVariableDeclaration) each;
      String dimensions = "[]".repeat(parameter.getExtraDimensions());
      types.add(
          simple(parameter.getType().toString())
              + dimensions
              + (parameter.isVarargs() ? "[]" : ""));
    }
    return new Signature(method.getName().getIdentifier(), types);
  }

  private static String simple(String type) {
    String text = type.replaceAll("@[\\w.]+(\\([^()]*\\))?", "");
    for (String shorter = ""; !shorter.equals(text); ) {
      shorter = text;
      text = text.replaceAll("<[^<>]*>", "");
    }
    return text.replaceAll("\\s+", "").replaceAll("\\b\\w+\\.(?=\\w)", "");
  }

  @Override
  public String toString() {
    return name + "(" + String.join(", ", types) + ")";
  }
}

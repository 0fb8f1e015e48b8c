package dev.naosu.repair.strategy.answer;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.ImportDeclaration;

/// Imports of an answer, merged into those of a file.
record Imports(JavaSource source) {

  /// @param wanted as the answer writes them
  /// @param code that was taken from the answer: an import that it does not use is left out
  List<Edit> missing(List<String> wanted, String code) {
    Set<String> used = Lexeme.code(code).stream().map(Lexeme::text).collect(Collectors.toSet());
    Set<String> here =
        Lexeme.code(source.text()).stream().map(Lexeme::text).collect(Collectors.toSet());
    Set<String> fresh = new TreeSet<>();
    for (String each : wanted) {
      String name = each.substring(each.lastIndexOf('.') + 1, each.length() - 1).strip();
      boolean isNeeded =
          name.equals("*")
              ? used.stream().anyMatch(word -> isType(word) && !here.contains(word))
              : used.contains(name) && !isTaken(name);
      if (isNeeded && !has(each)) {
        fresh.add(each);
      }
    }
    List<Edit> edits = new ArrayList<>();
    if (!fresh.isEmpty()) {
      String lines = String.join(source.lineEnd(), fresh);
      edits.add(edit(lines));
    }
    return edits;
  }

  private static boolean isType(String word) {
    return Character.isUpperCase(word.charAt(0));
  }

  private boolean has(String wanted) {
    for (Object each : source.unit().imports()) {
      ImportDeclaration have = (ImportDeclaration) each;
      String text = source.textOf(have).replaceAll("\\s+", " ");
      String all = wanted.substring(0, wanted.lastIndexOf('.') + 1) + "*;";
      if (text.equals(wanted) || text.equals(all)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the file means something else by the name.
  private boolean isTaken(String name) {
    for (Object each : source.unit().imports()) {
      ImportDeclaration have = (ImportDeclaration) each;
      if (!have.isOnDemand() && have.getName().getFullyQualifiedName().endsWith("." + name)) {
        return true;
      }
    }
    for (Object each : source.unit().types()) {
      if (each instanceof AbstractTypeDeclaration type
          && type.getName().getIdentifier().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private Edit edit(String lines) {
    List<?> imports = source.unit().imports();
    if (!imports.isEmpty() && imports.getLast() instanceof ImportDeclaration last) {
      int end = last.getStartPosition() + last.getLength();
      return new Edit(source.path(), Span.at(end), source.lineEnd() + lines);
    }
    if (source.unit().getPackage() != null) {
      int end =
          source.unit().getPackage().getStartPosition() + source.unit().getPackage().getLength();
      return new Edit(source.path(), Span.at(end), source.lineEnd() + source.lineEnd() + lines);
    }
    return new Edit(source.path(), Span.at(0), lines + source.lineEnd() + source.lineEnd());
  }
}

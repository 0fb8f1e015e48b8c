package dev.naosu.repair.strategy.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jdt.core.JavaCore;
import org.eclipse.jdt.core.compiler.IProblem;
import org.eclipse.jdt.core.dom.AST;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTParser;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.AnonymousClassDeclaration;
import org.eclipse.jdt.core.dom.Block;
import org.eclipse.jdt.core.dom.CompilationUnit;
import org.eclipse.jdt.core.dom.MethodDeclaration;

/// Members, a class or a whole file out of an answer, parsed as members of a type.
///
/// @param text what was parsed; offsets of the tree's nodes are offsets of this text
/// @param imports as written, such as `import java.util.List;`
/// @param isClean whether it parses without an error
record Snippet(String text, CompilationUnit unit, List<String> imports, boolean isClean) {
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^[ \\t]*+import\\s++(?:static\\s++)?+[\\w.]++(?:\\*)?+\\s*+;");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^[ \\t]*+package\\s++[\\w.]++\\s*+;");

  /// @param header begins the type that the members belong to, such as `class Cart {`
  static Snippet parse(String header, String piece) {
    List<String> imports = new ArrayList<>();
    Matcher matcher = IMPORT.matcher(piece);
    StringBuilder rest = new StringBuilder(header).append('\n');
    while (matcher.find()) {
      imports.add(matcher.group().strip().replaceAll("\\s+", " ").replace(" ;", ";"));
      matcher.appendReplacement(rest, "");
    }
    matcher.appendTail(rest);
    String text = PACKAGE.matcher(rest).replaceFirst("") + "\n}\n";
    ASTParser parser = ASTParser.newParser(AST.getJLSLatest());
    Map<String, String> options = JavaCore.getOptions();
    JavaCore.setComplianceOptions(JavaCore.latestSupportedJavaVersion(), options);
    parser.setKind(ASTParser.K_COMPILATION_UNIT);
    parser.setCompilerOptions(options);
    parser.setSource(text.toCharArray());
    CompilationUnit unit = (CompilationUnit) parser.createAST(null);
    boolean isClean = true;
    for (IProblem problem : unit.getProblems()) {
      isClean &= !problem.isError();
    }
    // brackets of the piece must not close the type around it
    return new Snippet(text, unit, imports, isClean && unit.types().size() == 1);
  }

  /// Methods and constructors of a name that are members, not those within bodies.
  List<MethodDeclaration> methods(String name) {
    List<MethodDeclaration> found = new ArrayList<>();
    unit.accept(
        new ASTVisitor() {
          @Override
          public boolean visit(MethodDeclaration method) {
            if (method.getName().getIdentifier().equals(name)) {
              found.add(method);
            }
            return false;
          }

          @Override
          public boolean visit(AnonymousClassDeclaration body) {
            return false;
          }

          @Override
          public boolean visit(Block body) {
            return false;
          }
        });
    return found;
  }

  String textOf(ASTNode node) {
    return text.substring(node.getStartPosition(), node.getStartPosition() + node.getLength());
  }
}

package dev.naosu.code;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.jdt.core.JavaCore;
import org.eclipse.jdt.core.dom.AST;
import org.eclipse.jdt.core.dom.ASTParser;
import org.eclipse.jdt.core.dom.CompilationUnit;

/// Parses and attributes Java files against a class path.
public final class JavaModel {
  /// The newest language level the parser knows.
  public static final int NEWEST_LEVEL = 26;

  private final String[] classPath;
  private final String[] sourceRoots;
  private final int level;

  /// @param classPath jars and class directories; those that do not exist are left out
  /// @param sourceRoots directories whose packages can be named from the parsed files
  /// @param level Java language level, such as 8 or 25
  public JavaModel(List<Path> classPath, List<Path> sourceRoots, int level) {
    this.classPath = existing(classPath);
    this.sourceRoots = existing(sourceRoots);
    this.level = level;
  }

  /// The parser refuses to work with a path that is not there, such as the classes of a module
  /// without sources.
  private static String[] existing(List<Path> paths) {
    return paths.stream().filter(Files::exists).map(Path::toString).toArray(String[]::new);
  }

  /// The file as a tree with bindings. Errors in the text leave holes in the bindings, not an
  /// exception.
  public JavaSource parse(String path, String text) {
    ASTParser parser = ASTParser.newParser(AST.getJLSLatest());
    parser.setKind(ASTParser.K_COMPILATION_UNIT);
    parser.setCompilerOptions(options(level));
    String[] encodings = new String[sourceRoots.length];
    Arrays.fill(encodings, StandardCharsets.UTF_8.name());
    parser.setEnvironment(classPath, sourceRoots, encodings, true);
    parser.setUnitName("/" + path);
    parser.setResolveBindings(true);
    parser.setBindingsRecovery(false);
    parser.setStatementsRecovery(false);
    parser.setSource(text.toCharArray());
    return new JavaSource(path, text, (CompilationUnit) parser.createAST(null));
  }

  /// Compiler options of a language level.
  static Map<String, String> options(int level) {
    Map<String, String> options = JavaCore.getOptions();
    JavaCore.setComplianceOptions(version(level), options);
    // all problems of a file, not the first hundred
    options.put(JavaCore.COMPILER_PB_MAX_PER_UNIT, "100000");
    return options;
  }

  private static String version(int level) {
    int known = Math.clamp(level, 5, NEWEST_LEVEL);
    return known <= 8 ? "1." + known : Integer.toString(known);
  }
}

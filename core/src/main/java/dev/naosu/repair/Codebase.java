package dev.naosu.repair;

import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jdt.core.JavaCore;
import org.eclipse.jdt.core.dom.AST;
import org.eclipse.jdt.core.dom.ASTParser;
import org.eclipse.jdt.core.dom.CompilationUnit;

/// The patient's own sources, for operators that learn from the code around a fault. What is
/// learned of them is kept as long as this object lives, so that it is learned once.
///
/// Not for several threads at once.
public final class Codebase {
  /// Files beyond this number are not looked at.
  private static final int MOST_FILES = 2_000;

  /// Characters of a file beyond which it is left out: generated code, mostly.
  private static final int LONGEST_FILE = 600_000;

  private final List<String> paths;
  private final Function<String, String> texts;
  private final Function<String, JavaSource> sources;
  private final BiFunction<String, String, JavaSource> parser;
  private final Map<Lesson, Object> learned = new HashMap<>();

  /// What was learned, and of which node, file or the like.
  private record Lesson(Class<?> what, Object about) {}

  /// @param paths of the main sources
  /// @param texts gives the text of a path
  /// @param sources gives the attributed file of a path
  /// @param parser attributes another text of a file, given its path and that text
  public Codebase(
      List<String> paths,
      Function<String, String> texts,
      Function<String, JavaSource> sources,
      BiFunction<String, String, JavaSource> parser) {
    this.paths = paths.stream().sorted().limit(MOST_FILES).toList();
    this.texts = texts;
    this.sources = sources;
    this.parser = parser;
  }

  /// A code base of which only the files that are asked for are known, and which needs no library.
  public static Codebase of(Function<String, JavaSource> sources) {
    JavaModel model = new JavaModel(List.of(), List.of(), JavaModel.NEWEST_LEVEL);
    return new Codebase(List.of(), path -> sources.apply(path).text(), sources, model::parse);
  }

  /// Main sources, the same in the same order each time; at most 2,000.
  public List<String> paths() {
    return paths;
  }

  /// The text of a file; empty when it is too long to learn from.
  public String text(String path) {
    String text = texts.apply(path);
    return text.length() > LONGEST_FILE ? "" : text;
  }

  /// The attributed file of a path.
  public JavaSource source(String path) {
    return sources.apply(path);
  }

  /// A file as it would be with another text, attributed.
  public JavaSource attributed(String path, String text) {
    return parser.apply(path, text);
  }

  /// The tree of a file without bindings, which is some thirty times as fast as [#source].
  public JavaSource outline(String path) {
    return learn(JavaSource.class, path, () -> parse(path, text(path)));
  }

  /// A file as it would be with another text, without bindings.
  public JavaSource outline(String path, String text) {
    return parse(path, text);
  }

  private static JavaSource parse(String path, String text) {
    ASTParser parser = ASTParser.newParser(AST.getJLSLatest());
    Map<String, String> options = JavaCore.getOptions();
    JavaCore.setComplianceOptions(JavaCore.latestSupportedJavaVersion(), options);
    parser.setKind(ASTParser.K_COMPILATION_UNIT);
    parser.setCompilerOptions(options);
    parser.setSource(text.toCharArray());
    return new JavaSource(path, text, (CompilationUnit) parser.createAST(null));
  }

  /// What there is to learn about something, studied when it is asked for first.
  ///
  /// @param about has the identity of what is learned about: a node, a path
  public <T> T learn(Class<T> what, Object about, Supplier<T> study) {
    Lesson lesson = new Lesson(what, about);
    Object known = learned.get(lesson);
    if (known == null) {
      known = study.get();
      learned.put(lesson, known);
    }
    return what.cast(known);
  }
}

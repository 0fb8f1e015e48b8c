package dev.naosu.prove;

import dev.naosu.project.Jdk;
import java.io.File;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jdt.core.compiler.CategorizedProblem;
import org.eclipse.jdt.internal.compiler.ClassFile;
import org.eclipse.jdt.internal.compiler.CompilationResult;
import org.eclipse.jdt.internal.compiler.Compiler;
import org.eclipse.jdt.internal.compiler.DefaultErrorHandlingPolicies;
import org.eclipse.jdt.internal.compiler.IErrorHandlingPolicy;
import org.eclipse.jdt.internal.compiler.batch.CompilationUnit;
import org.eclipse.jdt.internal.compiler.batch.FileSystem;
import org.eclipse.jdt.internal.compiler.classfmt.ClassFileReader;
import org.eclipse.jdt.internal.compiler.classfmt.ClassFormatException;
import org.eclipse.jdt.internal.compiler.env.ICompilationUnit;
import org.eclipse.jdt.internal.compiler.env.INameEnvironment;
import org.eclipse.jdt.internal.compiler.env.NameEnvironmentAnswer;
import org.eclipse.jdt.internal.compiler.impl.CompilerOptions;
import org.eclipse.jdt.internal.compiler.problem.DefaultProblemFactory;

/// Compiles changed sources in memory against the patient's compiled classes, with the Eclipse
/// compiler. Class files once read stay in memory, so that compiling again costs milliseconds.
///
/// Not safe for use by several threads: make one for each.
public final class MemoryCompiler implements CandidateCompiler {
  /// Enough for one in each of many variants.
  private static final int MOST_PROBLEMS = 100_000;

  private final CachedTypes types;
  private final CompilerOptions options;

  /// @param classPath the patient's outputs and libraries, in order
  /// @param jdk whose classes the patient sees
  /// @param level Java language level of the sources
  public MemoryCompiler(List<Path> classPath, Jdk jdk, int level) {
    this.options = new CompilerOptions(JdkClasses.options(level));
    this.options.produceReferenceInfo = false;
    this.options.preserveAllLocalVariables = true;
    this.options.maxProblemsPerUnit = MOST_PROBLEMS;
    this.types = new CachedTypes(JdkClasses.environment(classPath, jdk));
  }

  @Override
  public Compiled compile(Map<String, String> sources) {
    return compile(sources, Map.of());
  }

  /// Compiles sources against classes that are not on the class path, or are others there.
  ///
  /// @param sources texts by path
  /// @param changed class files by binary name
  public Compiled compile(Map<String, String> sources, Map<String, byte[]> changed) {
    Unit unit =
        compile(sources, types.with(changed), DefaultErrorHandlingPolicies.exitOnFirstError());
    return unit.problems().isEmpty()
        ? Compiled.Classes.of(unit.classes())
        : new Compiled.Rejected(unit.problems().stream().map(Problem::message).toList());
  }

  /// Compiles one file in spite of its problems: a method that has one throws when it is called.
  Unit compileUnit(String path, String text) {
    Map<String, String> sources = new HashMap<>(Map.of(path, text));
    if (text.contains(SideBySide.Values.CALL)) {
      sources.put(SideBySide.Values.CLASS.replace('.', '/') + ".java", SideBySide.Values.SOURCE);
    }
    Unit unit = compile(sources, types, DefaultErrorHandlingPolicies.proceedWithAllProblems());
    unit.classes().remove(SideBySide.Values.CLASS);
    return unit;
  }

  /// What compiling gave.
  ///
  /// @param classes by binary name
  record Unit(Map<String, byte[]> classes, List<Problem> problems) {
    Unit {
      problems = List.copyOf(problems);
    }
  }

  /// @param message as `line: text`, and with the path before it when several files are compiled
  /// @param offset of its first character in the file
  /// @param syntax whether the text could not even be parsed there
  record Problem(String message, int offset, boolean syntax) {}

  private Unit compile(
      Map<String, String> sources, INameEnvironment environment, IErrorHandlingPolicy policy) {
    List<ICompilationUnit> units = new ArrayList<>();
    sources.forEach(
        (path, text) -> units.add(new CompilationUnit(text.toCharArray(), path, "UTF-8")));
    Map<String, byte[]> classes = new HashMap<>();
    List<Problem> problems = new ArrayList<>();
    Compiler compiler =
        new Compiler(
            environment,
            policy,
            options,
            result -> collect(result, sources.size() > 1, classes, problems),
            new DefaultProblemFactory(Locale.ROOT));
    compiler.useSingleThread = true;
    try {
      compiler.compile(units.toArray(ICompilationUnit[]::new));
    } catch (RuntimeException e) {
      // the compiler gives up on some malformed trees by throwing; such a text is no Java
      problems.add(new Problem("the compiler failed: " + e, -1, false));
    } finally {
      compiler.lookupEnvironment.reset();
    }
    return new Unit(classes, problems);
  }

  private static void collect(
      CompilationResult result,
      boolean isOneOfMany,
      Map<String, byte[]> classes,
      List<Problem> problems) {
    if (result.hasErrors()) {
      String where = isOneOfMany ? new String(result.getFileName()) + ":" : "";
      for (CategorizedProblem problem : result.getErrors()) {
        problems.add(
            new Problem(
                where + problem.getSourceLineNumber() + ": " + problem.getMessage(),
                problem.getSourceStart(),
                problem.getCategoryID() == CategorizedProblem.CAT_SYNTAX));
      }
    }
    for (ClassFile file : result.getClassFiles()) {
      classes.put(new String(file.fileName()).replace('/', '.'), file.getBytes());
    }
  }

  /// A name environment that reads each type once.
  private static final class CachedTypes implements INameEnvironment {
    private final FileSystem files;
    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<String, Boolean> packages = new HashMap<>();

    /// An answer that may be "no such type".
    private record Answer(@org.jspecify.annotations.Nullable NameEnvironmentAnswer value) {}

    CachedTypes(FileSystem files) {
      this.files = files;
    }

    @Override
    public @org.jspecify.annotations.Nullable NameEnvironmentAnswer findType(
        char[][] compoundTypeName) {
      return answers
          .computeIfAbsent(
              join(compoundTypeName), _ -> new Answer(files.findType(compoundTypeName)))
          .value();
    }

    @Override
    public @org.jspecify.annotations.Nullable NameEnvironmentAnswer findType(
        char[] typeName, char[][] packageName) {
      return answers
          .computeIfAbsent(
              named(typeName, packageName), _ -> new Answer(files.findType(typeName, packageName)))
          .value();
    }

    @Override
    @SuppressWarnings("NullAway") // JDT calls with null for the unnamed parent
    public boolean isPackage(char[][] parent, char[] name) {
      String key =
          parent == null || parent.length == 0
              ? new String(name)
              : join(parent) + '.' + new String(name);
      return packages.computeIfAbsent(key, _ -> files.isPackage(parent, name));
    }

    @Override
    public void cleanup() {
      // the files stay open for the next compilation
    }

    /// These types, but some as they are in other class files.
    INameEnvironment with(Map<String, byte[]> changed) {
      return changed.isEmpty() ? this : new ChangedTypes(this, changed);
    }

    static String named(char[] typeName, char[][] packageName) {
      return packageName.length == 0
          ? new String(typeName)
          : join(packageName) + '.' + new String(typeName);
    }

    static String join(char[][] parts) {
      StringBuilder text = new StringBuilder();
      for (char[] part : parts) {
        if (!text.isEmpty()) {
          text.append('.');
        }
        text.append(part);
      }
      return text.toString();
    }
  }

  /// A name environment some of whose types are in class files in memory.
  private record ChangedTypes(CachedTypes others, Map<String, byte[]> changed)
      implements INameEnvironment {
    @Override
    public @org.jspecify.annotations.Nullable NameEnvironmentAnswer findType(
        char[][] compoundTypeName) {
      String name = CachedTypes.join(compoundTypeName);
      return changed.containsKey(name) ? changedType(name) : others.findType(compoundTypeName);
    }

    @Override
    public @org.jspecify.annotations.Nullable NameEnvironmentAnswer findType(
        char[] typeName, char[][] packageName) {
      String name = CachedTypes.named(typeName, packageName);
      return changed.containsKey(name) ? changedType(name) : others.findType(typeName, packageName);
    }

    private NameEnvironmentAnswer changedType(String name) {
      try {
        byte[] bytes = Objects.requireNonNull(changed.get(name));
        return new NameEnvironmentAnswer(
            new ClassFileReader(bytes, (name.replace('.', '/') + ".class").toCharArray(), true),
            null);
      } catch (ClassFormatException e) {
        throw new IllegalStateException("a compiler wrote a class file that cannot be read", e);
      }
    }

    @Override
    public boolean isPackage(char[][] parent, char[] name) {
      return others.isPackage(parent, name);
    }

    @Override
    public void cleanup() {
      others.cleanup();
    }
  }

  /// The class files a compilation may see.
  private static final class JdkClasses extends FileSystem {
    private JdkClasses(Classpath[] paths) {
      super(paths, new String[0], false, new PrintWriter(Writer.nullWriter()));
    }

    static Map<String, String> options(int level) {
      Map<String, String> options = new HashMap<>();
      String version = level <= 8 ? "1." + level : Integer.toString(level);
      options.put(CompilerOptions.OPTION_Source, version);
      options.put(CompilerOptions.OPTION_Compliance, version);
      options.put(CompilerOptions.OPTION_TargetPlatform, version);
      options.put(CompilerOptions.OPTION_LineNumberAttribute, CompilerOptions.GENERATE);
      options.put(CompilerOptions.OPTION_LocalVariableAttribute, CompilerOptions.GENERATE);
      options.put(CompilerOptions.OPTION_SourceFileAttribute, CompilerOptions.GENERATE);
      options.put(CompilerOptions.OPTION_MethodParametersAttribute, CompilerOptions.GENERATE);
      options.put(CompilerOptions.OPTION_SuppressWarnings, CompilerOptions.ENABLED);
      return options;
    }

    static FileSystem environment(List<Path> classPath, Jdk jdk) {
      List<Classpath> paths = new ArrayList<>();
      File home = jdk.home().toFile();
      if (new File(home, "lib/modules").exists()) {
        paths.add(FileSystem.getJrtClasspath(jdk.home().toString(), "UTF-8", null, null));
      } else {
        File libraries = new File(home, new File(home, "jre").exists() ? "jre/lib" : "lib");
        for (String jar : List.of("rt.jar", "jce.jar", "jsse.jar", "charsets.jar")) {
          addPath(new File(libraries, jar), paths);
        }
      }
      for (Path path : classPath) {
        addPath(path.toFile(), paths);
      }
      FileSystem files = new JdkClasses(paths.toArray(Classpath[]::new));
      files.scanForModules(null);
      return files;
    }

    private static void addPath(File file, List<Classpath> paths) {
      if (file.exists()) {
        Classpath path = FileSystem.getClasspath(file.getPath(), "UTF-8", null, Map.of(), null);
        if (path != null) {
          paths.add(path);
        }
      }
    }
  }
}

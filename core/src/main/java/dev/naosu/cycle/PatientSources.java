package dev.naosu.cycle;

import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.detect.TestId;
import dev.naosu.diagnose.SourceIndex;
import dev.naosu.project.Module;
import dev.naosu.project.Outputs;
import dev.naosu.project.Patient;
import dev.naosu.project.WorkingCopy;
import dev.naosu.prove.References;
import dev.naosu.repair.Codebase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.MethodDeclaration;

/// The sources of a patient: which file holds a class, which module holds a file, the attributed
/// tree of a file, and which files were compiled against what others declare.
final class PatientSources implements SourceIndex {
  private final Patient patient;
  private final WorkingCopy copy;
  private final Outputs outputs;
  private final Located main = new Located(new HashMap<>(), new HashMap<>());
  private final Located tests = new Located(new HashMap<>(), new HashMap<>());
  private final Map<String, JavaSource> parsed = new HashMap<>();

  private final References references;

  /// Paths of the files that hold a word.
  private final Map<String, Set<String>> mentions = new HashMap<>();

  /// Where files are.
  ///
  /// @param paths by the outermost class that a file is named after
  /// @param modules by path
  private record Located(Map<String, String> paths, Map<String, Module> modules) {
    void add(String className, String path, Module module) {
      paths.putIfAbsent(className, path);
      modules.putIfAbsent(path, module);
    }

    Optional<String> pathOf(String className) {
      int nested = className.indexOf('$');
      return Optional.ofNullable(
          paths.get(nested < 0 ? className : className.substring(0, nested)));
    }
  }

  PatientSources(Patient patient, WorkingCopy copy, Outputs outputs) {
    this.patient = patient;
    this.copy = copy;
    this.outputs = outputs;
    this.references = new References(patient.outputs(), outputs);
    for (Module module : patient.modules()) {
      module.testRoots().forEach(root -> locate(root, module, tests));
      module.sourceRoots().forEach(root -> locate(root, module, main));
    }
  }

  /// Tests may lie among the main sources.
  private void locate(Path root, Module module, Located files) {
    String directory = relative(root);
    int prefix = directory.isEmpty() ? 0 : directory.length() + 1;
    for (String path : copy.javaFiles(directory)) {
      if (files == tests || !tests.modules().containsKey(path)) {
        String name = path.substring(prefix, path.length() - ".java".length());
        files.add(name.replace('/', '.'), path, module);
      }
    }
  }

  @Override
  public Optional<String> pathOf(String className) {
    return main.pathOf(className);
  }

  /// The module that compiles a file.
  Module moduleOf(String path) {
    Module module = main.modules().getOrDefault(path, tests.modules().get(path));
    if (module == null) {
      throw new IllegalArgumentException(path + " belongs to no module");
    }
    return module;
  }

  /// The texts of the files, main sources and tests, that were compiled against something that
  /// changed classes declare otherwise.
  ///
  /// @param changed class files by binary name
  /// @return by path
  synchronized Map<String, String> compiledAgainst(Map<String, byte[]> changed) {
    References.Stale stale = references.stale(changed);
    Map<String, String> texts = new TreeMap<>();
    for (String className : stale.sources()) {
      main.pathOf(className)
          .or(() -> tests.pathOf(className))
          .ifPresent(path -> texts.put(path, copy.read(path)));
    }
    for (String constant : stale.constants()) {
      mentions
          .computeIfAbsent(constant, this::mentioning)
          .forEach(path -> texts.put(path, copy.read(path)));
    }
    return texts;
  }

  /// The directory that holds the class file of a class, or of the one it is nested in.
  Optional<Path> outputOf(String className) {
    String file = className.replaceAll("\\$.*", "").replace('.', '/') + ".class";
    return patient.outputs().stream()
        .filter(directory -> outputs.read(directory.resolve(file)).isPresent())
        .findFirst();
  }

  private Set<String> mentioning(String name) {
    Pattern word = Pattern.compile("\\b" + Pattern.quote(name) + "\\b");
    return Stream.of(main, tests)
        .flatMap(files -> files.modules().keySet().stream())
        .filter(path -> word.matcher(copy.read(path)).find())
        .collect(Collectors.toSet());
  }

  /// The attributed tree of a file, as it is in the unpatched copy.
  synchronized JavaSource source(String path) {
    return parsed.computeIfAbsent(path, _ -> attributed(path, copy.read(path)));
  }

  private JavaSource attributed(String path, String text) {
    Module module = moduleOf(path);
    return new JavaModel(module.classPath(), List.of(), module.level()).parse(path, text);
  }

  /// The main sources as operators learn from them.
  Codebase codebase() {
    return new Codebase(
        List.copyOf(main.modules().keySet()), copy::read, this::source, this::attributed);
  }

  /// The text of a test method, where its class is found among the test sources.
  Optional<String> testSource(TestId test) {
    return tests
        .pathOf(test.className())
        .flatMap(path -> method(codebase().outline(path, copy.read(path)), test.methodName()));
  }

  private static Optional<String> method(JavaSource source, String name) {
    List<MethodDeclaration> found = new ArrayList<>();
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(MethodDeclaration method) {
                if (method.getName().getIdentifier().equals(name)) {
                  found.add(method);
                }
                return true;
              }
            });
    return found.stream().findFirst().map(source::textOf);
  }

  private String relative(Path root) {
    return patient.root().relativize(root).toString().replace('\\', '/');
  }
}

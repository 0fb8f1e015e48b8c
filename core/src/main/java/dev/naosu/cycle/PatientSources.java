package dev.naosu.cycle;

import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.detect.TestId;
import dev.naosu.diagnose.SourceIndex;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.project.WorkingCopy;
import dev.naosu.repair.Codebase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.MethodDeclaration;

/// The main sources of a patient: which file holds a class, which module holds a file, and the
/// attributed tree of a file.
final class PatientSources implements SourceIndex {
  private final Patient patient;
  private final WorkingCopy copy;
  private final Map<String, String> pathByClass = new HashMap<>();
  private final Map<String, Module> moduleByPath = new HashMap<>();
  private final Map<String, JavaSource> parsed = new HashMap<>();

  PatientSources(Patient patient, WorkingCopy copy) {
    this.patient = patient;
    this.copy = copy;
    for (Module module : patient.modules()) {
      Set<String> tests = new HashSet<>();
      module.testRoots().forEach(root -> tests.addAll(copy.javaFiles(relative(root))));
      for (Path root : module.sourceRoots()) {
        String directory = relative(root);
        int prefix = directory.isEmpty() ? 0 : directory.length() + 1;
        for (String path : copy.javaFiles(directory)) {
          if (!tests.contains(path)) {
            String name = path.substring(prefix, path.length() - ".java".length());
            pathByClass.putIfAbsent(name.replace('/', '.'), path);
            moduleByPath.putIfAbsent(path, module);
          }
        }
      }
    }
  }

  @Override
  public Optional<String> pathOf(String className) {
    int nested = className.indexOf('$');
    return Optional.ofNullable(
        pathByClass.get(nested < 0 ? className : className.substring(0, nested)));
  }

  /// The module that compiles a file.
  Module moduleOf(String path) {
    Module module = moduleByPath.get(path);
    if (module == null) {
      throw new IllegalArgumentException(path + " belongs to no module");
    }
    return module;
  }

  /// The attributed tree of a file, as it is in the unpatched copy.
  synchronized JavaSource source(String path) {
    return parsed.computeIfAbsent(path, _ -> attributed(path, copy.read(path)));
  }

  private JavaSource attributed(String path, String text) {
    Module module = moduleOf(path);
    return new JavaModel(classPath(module), List.of(), module.level()).parse(path, text);
  }

  /// The main sources as operators learn from them.
  Codebase codebase() {
    return new Codebase(
        List.copyOf(moduleByPath.keySet()), copy::read, this::source, this::attributed);
  }

  /// The text of a test method, where its class is found among the test sources.
  Optional<String> testSource(TestId test) {
    String outer = test.className().replaceAll("\\$.*", "");
    String file = outer.replace('.', '/') + ".java";
    for (Module module : patient.modules()) {
      for (Path root : module.testRoots()) {
        String directory = relative(root);
        String path = directory.isEmpty() ? file : directory + "/" + file;
        if (copy.javaFiles(directory).contains(path)) {
          return method(codebase().outline(path, copy.read(path)), test.methodName());
        }
      }
    }
    return Optional.empty();
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

  /// What the sources of a module are compiled against.
  static List<Path> classPath(Module module) {
    List<Path> path = new ArrayList<>(module.outputs());
    path.addAll(module.libraries());
    return path;
  }

  private String relative(Path root) {
    return patient.root().relativize(root).toString().replace('\\', '/');
  }
}

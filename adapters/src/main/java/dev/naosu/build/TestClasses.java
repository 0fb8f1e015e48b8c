package dev.naosu.build;

import dev.naosu.project.AntPattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The classes under some directories that hold tests, told from their class files.
final class TestClasses {
  private final Map<String, ClassModel> models = new HashMap<>();
  private final List<String> candidates = new ArrayList<>();

  private TestClasses() {}

  /// Binary names, sorted, of what JUnit or TestNG would run.
  ///
  /// @param patterns as [TestPatterns] gives them
  static List<String> in(List<Path> directories, List<String> patterns) {
    TestClasses classes = new TestClasses();
    directories.stream().filter(Files::isDirectory).forEach(each -> classes.load(each, patterns));
    return classes.candidates.stream()
        .filter(classes::isRunnable)
        .map(name -> name.replace('/', '.'))
        .sorted()
        .distinct()
        .toList();
  }

  private void load(Path directory, List<String> patterns) {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) walk::iterator) {
        String path = directory.relativize(file).toString().replace('\\', '/');
        if (!path.endsWith(".class") || path.endsWith("module-info.class")) {
          continue;
        }
        ClassModel model = ClassFile.of().parse(file);
        models.put(model.thisClass().asInternalName(), model);
        if (!path.contains("$") && AntPattern.matchesAny(patterns, path)) {
          candidates.add(model.thisClass().asInternalName());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the classes in " + directory, e);
    }
  }

  private boolean isRunnable(String name) {
    ClassModel model = models.get(name);
    return model != null
        && !model.flags().has(AccessFlag.ABSTRACT)
        && !model.flags().has(AccessFlag.INTERFACE)
        && (holdsTests(model) || nested(name));
  }

  private boolean nested(String name) {
    return models.entrySet().stream()
        .anyMatch(entry -> entry.getKey().startsWith(name + "$") && holdsTests(entry.getValue()));
  }

  private boolean holdsTests(@Nullable ClassModel start) {
    ClassModel model = start;
    while (model != null) {
      if (isAnnotated(model.findAttribute(Attributes.runtimeVisibleAnnotations()).orElse(null))) {
        return true;
      }
      for (MethodModel method : model.methods()) {
        if (isAnnotated(
            method.findAttribute(Attributes.runtimeVisibleAnnotations()).orElse(null))) {
          return true;
        }
      }
      String parent =
          model.superclass().map(entry -> entry.asInternalName()).orElse("java/lang/Object");
      if (parent.equals("junit/framework/TestCase")) {
        return true;
      }
      model = models.get(parent);
    }
    return false;
  }

  private static boolean isAnnotated(@Nullable RuntimeVisibleAnnotationsAttribute annotations) {
    return annotations != null
        && annotations.annotations().stream()
            .map(annotation -> annotation.className().stringValue())
            .anyMatch(
                name ->
                    name.startsWith("Lorg/junit/Test;")
                        || name.startsWith("Lorg/junit/runner/RunWith;")
                        || name.startsWith("Lorg/junit/experimental/theories/")
                        || name.startsWith("Lorg/testng/annotations/Test;")
                        || name.startsWith("Lorg/junit/jupiter/")
                        || name.startsWith("Lorg/junit/platform/"));
  }
}

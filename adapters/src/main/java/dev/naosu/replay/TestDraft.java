package dev.naosu.replay;

import dev.naosu.project.AntPattern;
import dev.naosu.project.Module;
import dev.naosu.replay.WrittenCode.NoCode;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A test that calls one method with what it was called with, and fails when that throws or does
/// not end.
///
/// @param packageName empty for none
record TestDraft(String packageName, String className, String method, String text) {
  private static final int LONGEST_LINE = 100;

  /// How a draft is to be written.
  ///
  /// @param endless whether the call did not end, rather than threw
  /// @param exception simple name of what it threw
  /// @param checked whether the test must allow for checked exceptions
  record Style(Framework framework, boolean endless, String exception, boolean checked) {}

  /// What runs the tests of a module.
  enum Framework {
    JUPITER("org.junit.jupiter.api.Test"),
    JUNIT_4("org.junit.Test"),
    TESTNG("org.testng.annotations.Test");

    private final String annotation;

    Framework(String annotation) {
      this.annotation = annotation;
    }

    /// The class that marks a test.
    String annotation() {
      return annotation;
    }
  }

  /// Binary name of the class.
  String binaryName() {
    return packageName.isEmpty() ? className : packageName + "." + className;
  }

  /// @param root directory of the module's test sources
  Path file(Path root) {
    return root.resolve(binaryName().replace('.', '/') + ".java");
  }

  /// @throws NoCode when receiver or arguments have no expression
  static TestDraft of(
      Input input,
      boolean isStatic,
      ClassShapes shapes,
      Module module,
      Style style,
      WrittenCode code)
      throws NoCode {
    MethodKey key = input.method();
    String home = ClassShapes.packageOf(key.owner());
    List<String> names = ClassShapes.nesting(key.owner());
    String simple = names.getLast();
    String name =
        free(names.getFirst(), home, module)
            .orElseThrow(() -> new NoCode("no name for a test is free that the build would run"));
    List<String> body = new ArrayList<>();
    String callee;
    if (key.isConstructor()) {
      callee = "new " + code.type(key.owner()) + (shapes.isGeneric(key.owner()) ? "<>" : "");
    } else if (isStatic) {
      callee = code.type(key.owner()) + "." + key.name();
    } else {
      Value receiver = input.graph().roots().getFirst();
      String made = code.expression(receiver, ClassDesc.of(key.owner()));
      String type =
          receiver instanceof Value.Reference(int node)
              ? input.graph().nodes().get(node).className()
              : key.owner();
      String variable = lower(ClassShapes.nesting(type).getLast());
      if (shapes.isGeneric(type) || !(receiver instanceof Value.Reference)) {
        callee = made + "." + key.name();
      } else {
        body.add("    " + code.type(type) + " " + variable + " = " + made + ";");
        body.add("");
        callee = variable + "." + key.name();
      }
    }
    List<ClassDesc> types =
        MethodTypeDesc.ofDescriptor("(" + key.parameters() + ")V").parameterList();
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      arguments.add(code.expression(input.graph().roots().get(i + 1), types.get(i)));
    }
    String call = callee + "(" + String.join(", ", arguments) + ")";
    SortedSet<String> imports = new TreeSet<>(code.imports());
    imports.add(style.framework().annotation());
    SortedSet<String> statics = new TreeSet<>();
    String mark = "  @Test";
    if (style.framework() == Framework.JUPITER) {
      String assertion = style.endless() ? "assertTimeoutPreemptively" : "assertDoesNotThrow";
      statics.add("org.junit.jupiter.api.Assertions." + assertion);
      if (style.endless()) {
        imports.add("java.time.Duration");
        body.add("    " + assertion + "(Duration.ofSeconds(10), () -> " + call + ");");
      } else {
        body.add("    " + assertion + "(() -> " + call + ");");
      }
    } else {
      if (style.endless()) {
        mark +=
            style.framework() == Framework.JUNIT_4 ? "(timeout = 10_000)" : "(timeOut = 10_000)";
      }
      body.add("    " + call + ";");
    }
    String what = key.isConstructor() ? "making" + simple : key.name();
    String method = what + (style.endless() ? "Ends" : "DoesNotThrow" + style.exception());
    boolean open = style.framework() != Framework.JUPITER;
    StringBuilder text = new StringBuilder();
    if (!home.isEmpty()) {
      text.append("package ").append(home).append(";\n\n");
    }
    statics.forEach(each -> text.append("import static ").append(each).append(";\n"));
    if (!statics.isEmpty()) {
      text.append('\n');
    }
    imports.forEach(each -> text.append("import ").append(each).append(";\n"));
    text.append("\n/** Calls that failed in production. */\n");
    text.append(open ? "public class " : "class ").append(name).append(" {\n");
    text.append(mark).append('\n');
    text.append(open ? "  public void " : "  void ").append(method).append("()");
    text.append(style.checked() ? " throws Exception {\n" : " {\n");
    body.forEach(line -> text.append(broken(line)).append('\n'));
    text.append("  }\n}\n");
    return new TestDraft(home, name, method, text.toString());
  }

  /// A line in two where it is long.
  private static String broken(String line) {
    int after = line.indexOf(" = ");
    int lambda = line.indexOf("-> ");
    int at = after > 0 ? after + 2 : lambda > 0 ? lambda + 2 : -1;
    return line.length() <= LONGEST_LINE || at < 0
        ? line
        : line.substring(0, at) + "\n        " + line.substring(at + 1);
  }

  /// A name that is free and that the module's build takes for a test.
  private static Optional<String> free(String simple, String home, Module module) {
    return Stream.of("RegressionTest", "RegressionTests", "Regression2Test", "RegressionIT")
        .flatMap(end -> Stream.of(simple + end, "Test" + simple + end.replaceFirst("Tests?$", "")))
        .filter(
            name -> {
              String path = (home.isEmpty() ? "" : home.replace('.', '/') + "/") + name;
              return AntPattern.matchesAny(module.testPatterns(), path + ".class")
                  && module.testRoots().stream()
                      .noneMatch(root -> Files.exists(root.resolve(path + ".java")));
            })
        .findFirst();
  }

  private static String lower(String name) {
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }
}

package dev.naosu.probe;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A small project, compiled on the spot: {@code main} and {@code test} below one directory. */
final class Patient {
  private final Path root;
  private final String libraries;

  Patient(Path root, String libraries) {
    this.root = root;
    this.libraries = libraries;
  }

  static Path main(Path root) {
    return root.resolve("main");
  }

  Path main() {
    return main(root);
  }

  Path test() {
    return root.resolve("test");
  }

  List<String> libraries() throws IOException {
    return jars(libraries);
  }

  static List<String> jars(String name) throws IOException {
    if (name.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("patient.libs"), name))) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  Patient mainClass(String name, String source) throws IOException {
    compile(main(), name, source);
    return this;
  }

  Patient testClass(String name, String source) throws IOException {
    compile(test(), name, source);
    return this;
  }

  /** Compiles a changed version and returns its class files, without touching the patient. */
  Map<String, byte[]> changed(String name, String source) throws IOException {
    Path out = Files.createTempDirectory(root, "changed");
    compile(out, name, source);
    Map<String, byte[]> classes = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String path = out.relativize(file).toString();
        classes.put(
            path.substring(0, path.length() - 6).replace('/', '.'), Files.readAllBytes(file));
      }
    }
    return classes;
  }

  private void compile(Path out, String name, String source) throws IOException {
    Files.createDirectories(out);
    Path file = Files.createDirectories(root.resolve("src")).resolve(name + ".java");
    Files.writeString(file, source);
    List<String> classPath = new ArrayList<>(libraries());
    classPath.add(main().toString());
    classPath.add(test().toString());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter log = new StringWriter();
    // JUnit 6 is Java 17, everything else may be as old as can be.
    String release = libraries.equals("junit6") ? "17" : "8";
    List<String> options =
        List.of(
            "-g",
            "-proc:none",
            "--release",
            release,
            "-d",
            out.toString(),
            "-cp",
            classPath.stream().collect(Collectors.joining(":")));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler.getTask(log, files, null, options, null, files.getJavaFileObjects(file)).call();
      if (!compiled) {
        throw new AssertionError(log.toString());
      }
    }
  }
}

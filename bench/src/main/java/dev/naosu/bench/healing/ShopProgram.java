package dev.naosu.bench.healing;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// The shop of `examples/shop`, compiled.
///
/// @param classes directory
record ShopProgram(Path classes) {
  /// @param project `examples/shop`
  /// @param into an empty directory
  static ShopProgram compile(Path project, Path into) throws IOException {
    Path sources = project.resolve("src/main/java");
    if (!Files.isRegularFile(sources.resolve("shop/Api.java"))) {
      throw new IOException(
          project + " is not the shop; --shop names examples/shop of naosu's sources");
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(sources)) {
      files = walk.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IOException("this Java has no compiler; run naosu with a JDK");
    }
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      boolean isDone =
          compiler
              .getTask(
                  said,
                  manager,
                  null,
                  List.of("-d", into.toString(), "-proc:none", "-nowarn"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!isDone) {
        throw new IOException("the shop does not compile: " + said);
      }
    }
    return new ShopProgram(into);
  }
}

package dev.naosu.machine;

import dev.naosu.sandbox.Sandbox;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// Main programs in JVMs of their own.
final class Programs {
  private Programs() {}

  static Process start(Class<?> main, Path... arguments) throws IOException, URISyntaxException {
    List<String> classPath = new ArrayList<>();
    for (Class<?> each : List.of(main, ProcessSandbox.class, Sandbox.class, NullMarked.class)) {
      classPath.add(
          Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                String.join(File.pathSeparator, classPath),
                main.getName()));
    for (Path argument : arguments) {
      words.add(argument.toString());
    }
    return new ProcessBuilder(words).inheritIO().start();
  }

  static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}

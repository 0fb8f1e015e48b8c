package dev.naosu.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A Java process that is unwell in a way of its own.
final class LivingJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private LivingJvm(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Runs a program, and waits until it has written a line.
  ///
  /// @param body of `main`; the class may be named and has what Java imports
  static LivingJvm running(Path place, String name, String body, String... options)
      throws IOException {
    Path source = place.resolve(name + ".java");
    Files.writeString(
        source,
        "import java.util.*; import java.lang.management.*; import javax.management.*;\n"
            + "public class "
            + name
            + " {\n"
            + body
            + "\n}\n");
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    words.addAll(List.of(options));
    words.add(source.toString());
    LivingJvm jvm = new LivingJvm(new ProcessBuilder(words).redirectErrorStream(true).start());
    assertThat(jvm.output.readLine()).isEqualTo("ready");
    return jvm;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

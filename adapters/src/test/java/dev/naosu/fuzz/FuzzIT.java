package dev.naosu.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jazzer, guided by coverage, on everything that reads what anybody may send. A short run with
/// each build; `-Dnaosu.fuzz.seconds=600` makes it a long one. What it finds goes to `target/fuzz`,
/// and belongs into [Seeds] once it is mended.
class FuzzIT {
  private static final Path JARS = Path.of("target", "jazzer");
  private static final Path FOUND = Path.of("target", "fuzz").toAbsolutePath();
  private static final int SECONDS = Integer.getInteger("naosu.fuzz.seconds", 20);

  private static final int SEEDS_OF_A_TARGET = 3;

  /// What libFuzzer exits with when it has found something.
  private static final int FOUND_SOMETHING = 77;

  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs");

  private record Ended(int code, String output) {}

  @Test
  void nothing_that_is_sent_breaks_what_reads_it(@TempDir Path corpus) throws Exception {
    for (Target target : Target.values()) {
      List<byte[]> seeds = Seeds.of(target);
      for (int i = 0; i < seeds.size(); i++) {
        byte[] seed = new byte[seeds.get(i).length + 1];
        seed[0] = (byte) Target.ALL.indexOf(target);
        System.arraycopy(seeds.get(i), 0, seed, 1, seed.length - 1);
        Files.write(corpus.resolve(target + "-" + i), seed);
      }
    }
    Ended ended = fuzz(Fuzzed.class, SECONDS, corpus);
    assertThat(ended.code()).as(ended.output()).isZero();
    Matcher done = DONE.matcher(ended.output());
    assertThat(done.find()).as(ended.output()).isTrue();
    // the seeds, and what was made of them
    assertThat(Integer.parseInt(done.group(1)))
        .isGreaterThan(2 * SEEDS_OF_A_TARGET * Target.ALL.size());
  }

  @Test
  void a_fault_that_is_there_is_found(@TempDir Path corpus) throws Exception {
    Ended ended = fuzz(Bitten.class, 20, corpus);
    assertThat(ended.code()).as(ended.output()).isEqualTo(FOUND_SOMETHING);
    assertThat(ended.output()).contains("planted");
  }

  private static Ended fuzz(Class<?> target, int seconds, Path corpus)
      throws IOException, InterruptedException {
    Files.createDirectories(FOUND);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                jars()
                    + System.getProperty("path.separator")
                    + System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=dev.naosu.**",
                "--reproducer_path=" + FOUND,
                "-artifact_prefix=" + FOUND + "/",
                "-max_total_time=" + seconds,
                "-timeout=25",
                "-max_len=20000",
                "-seed=4711",
                "-print_final_stats=1",
                corpus.toString()));
    Path output = Files.createTempFile("fuzz", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean isOver = process.waitFor(seconds + 120L, TimeUnit.SECONDS);
      String text = Files.readString(output, StandardCharsets.ISO_8859_1);
      assertThat(isOver).as(text).isTrue();
      return new Ended(process.exitValue(), text);
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(output);
    }
  }

  private static String jars() throws IOException {
    try (Stream<Path> jars = Files.list(JARS)) {
      return jars.map(jar -> jar.toAbsolutePath().toString())
          .collect(Collectors.joining(System.getProperty("path.separator")));
    }
  }
}

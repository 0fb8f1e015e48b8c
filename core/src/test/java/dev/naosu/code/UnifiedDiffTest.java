package dev.naosu.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UnifiedDiffTest {
  private static final List<String> GIT = List.of("git", "apply", "-p1", "change.diff");
  private static final List<String> PATCH = List.of("patch", "-p1", "-i", "change.diff");
  private static final String TEN = lines(1, 10);

  @TempDir private Path directory;

  static Stream<Arguments> pairs() {
    return Stream.of(
        Arguments.of("a line changed", TEN, TEN.replace("5\n", "five\n")),
        Arguments.of("insertion at the start", TEN, "zero\n" + TEN),
        Arguments.of("insertion at the end", TEN, TEN + "eleven\n"),
        Arguments.of("deletion of the first line", TEN, TEN.substring(2)),
        Arguments.of("deletion of the last line", TEN, lines(1, 9)),
        Arguments.of(
            "several hunks",
            lines(1, 60),
            lines(1, 60).replace("\n9\n", "\n").replace("\n40\n", "\n40\nx\n")),
        Arguments.of("no newline at the end, before", "a\nb", "a\nb\n"),
        Arguments.of("no newline at the end, after", "a\nb\n", "a\nb"),
        Arguments.of("no newline at the end, both", "a\nb", "a\nc"),
        Arguments.of(
            "no newline at the end, far from the change",
            lines(1, 30) + "end",
            "0\n" + lines(1, 30) + "end"),
        Arguments.of("no newline at the end, line added", "a\nb", "a\nb\nc"),
        Arguments.of("one line", "a\n", "b\n"),
        Arguments.of("blank lines", "\n\n\n", "\n\n"),
        Arguments.of("all gone", "a\nb\n", ""),
        Arguments.of("from nothing", "", "a\n"),
        Arguments.of("windows", crlf(TEN), crlf(TEN.replace("5\n", "five\n"))),
        Arguments.of("windows at the end", crlf(TEN), crlf(TEN) + "11\r\n"),
        Arguments.of("mixed line ends", "a\r\nb\nc\r\n", "a\r\nB\nc\r\n"),
        Arguments.of("a lone carriage return", "a\rb\nc\n", "a\rb\nd\n"),
        Arguments.of(
            "lines that look like a diff",
            "--- a\n+++ b\n@@ -1 +1 @@\n-x\n",
            "--- a\n+++ b\n@@ -1 +1 @@\n+x\n"),
        Arguments.of("letters beyond ASCII", "größe\n日本\n", "größer\n日本\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void git_and_patch_make_the_new_text_of_the_old(String name, String before, String after)
      throws Exception {
    String diff = UnifiedDiff.of("src/A.java", before, after);
    assertThat(applied(GIT, diff, Map.of("src/A.java", before)))
        .as("git apply: " + name)
        .isEqualTo(Map.of("src/A.java", after));
    if (!after.isEmpty()) {
      // patch deletes a file that becomes empty
      assertThat(applied(PATCH, diff, Map.of("src/A.java", before)))
          .as("patch: " + name)
          .isEqualTo(Map.of("src/A.java", after));
    }
  }

  @Test
  void any_change_of_lines_can_be_applied() throws Exception {
    Random random = new Random(7);
    Map<String, String> before = new LinkedHashMap<>();
    Map<String, String> after = new LinkedHashMap<>();
    StringBuilder diff = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      String path = "f" + i + ".java";
      before.put(path, randomText(random));
      after.put(path, randomText(random));
      diff.append(UnifiedDiff.of(path, before.get(path), after.get(path)));
    }
    assertThat(applied(GIT, diff.toString(), before)).isEqualTo(after);
    assertThat(applied(PATCH, diff.toString(), before)).isEqualTo(after);
  }

  @Test
  void a_patch_of_several_files_is_one_diff() throws Exception {
    Map<String, String> before =
        Map.of("a/A.java", TEN, "my code/B.java", crlf(TEN), "C.java", "x");
    Patch patch =
        Patch.of(
            new Edit("a/A.java", new Span(0, 1), "one"),
            new Edit("a/A.java", new Span(18, 2), "ten"),
            new Edit("my code/B.java", new Span(0, 3), ""),
            new Edit("C.java", new Span(1, 0), "y"));
    String diff = UnifiedDiff.of(patch, path -> before.getOrDefault(path, ""));
    assertThat(applied(GIT, diff, before))
        .isEqualTo(patch.applyTo(path -> before.getOrDefault(path, "")));
    assertThat(applied(PATCH, diff, before))
        .isEqualTo(patch.applyTo(path -> before.getOrDefault(path, "")));
  }

  @Test
  void equal_texts_make_no_diff() {
    assertThat(UnifiedDiff.of("A.java", TEN, TEN)).isEmpty();
  }

  @Test
  void every_line_of_a_diff_ends() {
    assertThat(UnifiedDiff.of("A.java", "a", "b")).endsWith("+b\n\\ No newline at end of file\n");
  }

  private Map<String, String> applied(List<String> tool, String diff, Map<String, String> files)
      throws IOException, InterruptedException {
    Path root = Files.createTempDirectory(directory, "project");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    Files.writeString(root.resolve("change.diff"), diff);
    Process process =
        new ProcessBuilder(tool).directory(root.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said + "\n" + diff).isZero();
    return files.keySet().stream()
        .collect(Collectors.toMap(path -> path, path -> read(root, path)));
  }

  private static String read(Path root, String path) {
    try {
      return Files.readString(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String randomText(Random random) {
    String text =
        random
            .ints(1 + random.nextInt(25), 0, 4)
            .mapToObj(letter -> "" + (char) ('a' + letter))
            .collect(Collectors.joining("\n"));
    return random.nextBoolean() ? text : text + "\n";
  }

  private static String lines(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }

  private static String crlf(String text) {
    return text.replace("\n", "\r\n");
  }
}

package dev.naosu.build;

import dev.naosu.redaction.Redaction;
import dev.naosu.sandbox.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// Keeps what a build said, and says the part of it that explains a failure.
///
/// @param directory where full outputs go, made when needed; outlives the working copy
record BuildLog(Path directory) {
  private static final int LINES = 30;
  private static final Pattern TELLING =
      Pattern.compile(
          "^\\[(ERROR|FATAL)].*|^e: .*|^\\* What went wrong.*|^> .*|.*\\.(java|kt|groovy):\\[?\\d+.*|"
              + "^\\s*(symbol|location|required|found|reason): .*|^FAILURE: .*|^Error: .*|^error: .*|^Caused by: .*");
  private static final Pattern NOISE =
      Pattern.compile(
          "^\\[ERROR]\\s*(-> )?(\\[Help \\d].*|To see the full stack trace.*|Re-run Maven.*|For more"
              + " information.*|After correcting.*|COMPILATION ERROR :|-+)?\\s*$");
  private static final Pattern COLOUR = Pattern.compile("\\x1B\\[[0-9;]*[A-Za-z]");

  /// The first telling lines of a failed run and where all of it is; secrets left out.
  ///
  /// @param name of the step, such as `compile`; names the file
  String shorten(String name, Exit exit) {
    return switch (exit) {
      case Exit.Finished finished -> shorten(name, finished.output(), "");
      case Exit.TimedOut timedOut ->
          shorten(
              name,
              timedOut.outputSoFar(),
              "not done after " + timedOut.limit().toSeconds() + " s, ended\n");
      case Exit.NeverStarted never -> never.why();
    };
  }

  private String shorten(String name, String raw, String first) {
    String output = Redaction.of(COLOUR.matcher(raw).replaceAll(""));
    List<String> telling =
        output
            .lines()
            .filter(line -> TELLING.matcher(line).matches() && !NOISE.matcher(line).matches())
            .distinct()
            .limit(LINES)
            .toList();
    if (telling.isEmpty()) {
      List<String> all = output.lines().filter(line -> !line.isBlank()).toList();
      telling = all.subList(Math.max(0, all.size() - LINES), all.size());
    }
    return first + String.join("\n", telling) + keep(name, output);
  }

  private String keep(String name, String output) {
    try {
      Files.createDirectories(directory);
      Path file = Files.createTempFile(directory, name + "-", ".log");
      Files.writeString(file, output);
      return "\nfull output: " + file;
    } catch (IOException e) {
      return "\nfull output could not be kept in " + directory + ": " + e.getMessage();
    }
  }
}

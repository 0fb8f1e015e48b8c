package dev.naosu.bench.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.model.Answer;
import dev.naosu.model.Usage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// One recorded answer: a whole function, or the lines of a gap in one.
///
/// @param independent whether it is the first answer of its conversation
/// @param passed what was recorded of its tests; empty when nothing was
/// @param gap that it fills; empty for a whole function
/// @param label what people said of it: right, or only passing its tests; empty when nobody did
public record Recorded(
    Answer answer,
    boolean independent,
    Optional<Boolean> passed,
    Optional<Gap> gap,
    Optional<Boolean> label) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /// What is read.
  public enum Kind {
    /// Conversations (`answers-*.jsonl.gz`) and single methods (`methods-*.jsonl.gz`).
    ANSWERS("(answers|methods)-.*\\.jsonl\\.gz"),
    /// Patches that pass their tests, each judged by people (`labels-*.jsonl.gz`).
    LABELS("labels-.*\\.jsonl\\.gz");

    private final String files;

    Kind(String files) {
      this.files = files;
    }
  }

  /// The answers of a directory, by bug.
  ///
  /// @param bugs whose answers are kept: all of them are more than fits into memory
  /// @throws IOException with a text for people when there is no such file
  public static Map<String, List<Recorded>> read(Path directory, Set<String> bugs, Kind kind)
      throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files =
          all.filter(file -> file.getFileName().toString().matches(kind.files)).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new IOException(
          "there are no files "
              + (kind == Kind.LABELS
                  ? "labels-*.jsonl.gz"
                  : "answers-*.jsonl.gz or methods-*.jsonl.gz")
              + " in "
              + directory);
    }
    Map<String, List<Recorded>> byBug = new LinkedHashMap<>();
    for (Path file : files) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          JsonNode node = MAPPER.readTree(line);
          if (!bugs.contains(node.path("bug").asText())) {
            continue;
          }
          byBug
              .computeIfAbsent(node.path("bug").asText(), _ -> new ArrayList<>())
              .addAll(
                  node.has("choices")
                      ? conversation(node)
                      : List.of(node.has("correct") ? labelled(node) : method(node)));
        }
      }
    }
    return byBug;
  }

  /// At most so many of the answers for a bug, evenly spread: those of one model, and those about
  /// one kind of question, follow each other.
  ///
  /// @param most at least 1
  public static List<Recorded> spread(List<Recorded> answers, int most) {
    if (answers.size() <= most) {
      return List.copyOf(answers);
    }
    List<Recorded> chosen = new ArrayList<>();
    for (long i = 0; i < most; i++) {
      chosen.add(answers.get(Math.toIntExact(i * answers.size() / most)));
    }
    return chosen;
  }

  private static Recorded method(JsonNode node) {
    return new Recorded(
        new Answer(node.path("generation").asText(), Answer.End.COMPLETE, Usage.NONE),
        true,
        node.path("test").isBoolean()
            ? Optional.of(node.path("test").asBoolean())
            : Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Recorded labelled(JsonNode node) {
    return new Recorded(
        new Answer(
            "```java\n" + node.path("patch").asText().strip() + "\n```\n",
            Answer.End.COMPLETE,
            Usage.NONE),
        true,
        Optional.of(true),
        Optional.empty(),
        Optional.of(node.path("correct").asInt() == 1));
  }

  private static List<Recorded> conversation(JsonNode node) {
    List<Recorded> recorded = new ArrayList<>();
    Optional<Gap> gap = Gap.of(node.path("messages"));
    JsonNode tokens = node.path("usage");
    Usage usage =
        new Usage(
            tokens.path("prompt_tokens").asLong(), 0, tokens.path("completion_tokens").asLong());
    for (JsonNode choice : node.path("choices")) {
      String result = choice.path("validation").path("result").asText();
      // later turns have a mode of their own; what they ask for stands with how it was tried
      String asked = choice.path("validation").path("mode").asText(node.path("mode").asText());
      boolean isFunction = asked.equals("SF");
      boolean isGap = (asked.equals("SH") || asked.equals("SL")) && gap.isPresent();
      if (!isFunction && !isGap) {
        continue;
      }
      recorded.add(
          new Recorded(
              new Answer(
                  choice.path("content").asText(),
                  choice.path("finish").asText().equals("length")
                      ? Answer.End.LENGTH
                      : Answer.End.COMPLETE,
                  recorded.isEmpty() ? usage : Usage.NONE),
              node.path("messages").size() == 2,
              result.isEmpty() ? Optional.empty() : Optional.of(result.equals("PASS")),
              isFunction ? Optional.empty() : gap,
              Optional.empty()));
    }
    return recorded;
  }
}

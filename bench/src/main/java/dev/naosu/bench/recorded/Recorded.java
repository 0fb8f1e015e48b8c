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

/// One recorded answer about a whole function.
///
/// @param independent whether it is the first answer of its conversation
/// @param passed what was recorded of its tests; empty when nothing was
public record Recorded(Answer answer, boolean independent, Optional<Boolean> passed) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /// The answers of a directory, by bug: conversations (`answers-*.jsonl.gz`, only those about a
  /// whole function) and single methods (`methods-*.jsonl.gz`).
  ///
  /// @param bugs whose answers are kept: all of them are more than fits into memory
  /// @throws IOException with a text for people when there is no such file
  public static Map<String, List<Recorded>> read(Path directory, Set<String> bugs)
      throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files =
          all.filter(
                  file ->
                      file.getFileName().toString().matches("(answers|methods)-.*\\.jsonl\\.gz"))
              .sorted()
              .toList();
    }
    if (files.isEmpty()) {
      throw new IOException(
          "there are no files answers-*.jsonl.gz or methods-*.jsonl.gz in " + directory);
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
              .addAll(node.has("choices") ? conversation(node) : List.of(method(node)));
        }
      }
    }
    return byBug;
  }

  private static Recorded method(JsonNode node) {
    return new Recorded(
        new Answer(node.path("generation").asText(), Answer.End.COMPLETE, Usage.NONE),
        true,
        node.path("test").isBoolean()
            ? Optional.of(node.path("test").asBoolean())
            : Optional.empty());
  }

  private static List<Recorded> conversation(JsonNode node) {
    List<Recorded> recorded = new ArrayList<>();
    if (!node.path("mode").asText().equals("SF")) {
      return recorded;
    }
    JsonNode tokens = node.path("usage");
    Usage usage =
        new Usage(
            tokens.path("prompt_tokens").asLong(), 0, tokens.path("completion_tokens").asLong());
    for (JsonNode choice : node.path("choices")) {
      String result = choice.path("validation").path("result").asText();
      recorded.add(
          new Recorded(
              new Answer(
                  choice.path("content").asText(),
                  choice.path("finish").asText().equals("length")
                      ? Answer.End.LENGTH
                      : Answer.End.COMPLETE,
                  recorded.isEmpty() ? usage : Usage.NONE),
              node.path("messages").size() == 2,
              result.isEmpty() ? Optional.empty() : Optional.of(result.equals("PASS"))));
    }
    return recorded;
  }
}

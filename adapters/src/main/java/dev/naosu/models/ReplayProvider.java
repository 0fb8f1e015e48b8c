package dev.naosu.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.model.Answer;
import dev.naosu.model.Attempt;
import dev.naosu.model.Attempt.Again;
import dev.naosu.model.Attempt.Failed;
import dev.naosu.model.Attempt.Said;
import dev.naosu.model.Prompt;
import dev.naosu.model.Provider;
import dev.naosu.model.Usage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/// Says again what a model once said. Several answers to one question come in the order in which
/// they were recorded, each once: a sample is not drawn twice.
public final class ReplayProvider implements Provider {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final Path directory;
  private final Map<String, Queue<Attempt>> recorded;

  private ReplayProvider(String name, Path directory, Map<String, Queue<Attempt>> recorded) {
    this.name = name;
    this.directory = directory;
    this.recorded = recorded;
  }

  /// @param name of the model, as it was recorded
  public static ReplayProvider open(String name, Path directory) throws IOException {
    Map<String, Queue<Attempt>> recorded = new HashMap<>();
    Path file = Recording.in(directory);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          read(line, file + ", line " + number, recorded);
        }
      }
    }
    return new ReplayProvider(name, directory, recorded);
  }

  private static void read(String line, String place, Map<String, Queue<Attempt>> recorded)
      throws IOException {
    try {
      JsonNode call = JSON.readTree(line);
      recorded
          .computeIfAbsent(call.path("key").asText(), _ -> new ArrayDeque<>())
          .add(attempt(call, place));
    } catch (JsonProcessingException e) {
      throw new IOException(place + " is no recorded call", e);
    }
  }

  private static Attempt attempt(JsonNode call, String place) throws IOException {
    JsonNode answer = call.path("answer");
    if (answer.isMissingNode()) {
      return new Failed(
          call.path("why").asText("no answer"),
          call.path("remedy").asText(""),
          Usage.NONE,
          new Again.Useless());
    }
    try {
      return new Said(
          new Answer(
              answer.path("text").asText(),
              Answer.End.valueOf(answer.path("end").asText()),
              new Usage(
                  answer.path("input").asLong(),
                  answer.path("cached").asLong(),
                  answer.path("output").asLong())),
          true);
    } catch (IllegalArgumentException e) {
      throw new IOException(place + ": the answer has no end", e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Attempt attempt(Prompt prompt, Duration limit) {
    Queue<Attempt> answers = recorded.get(Recording.key(name, prompt));
    if (answers == null) {
      return unknown("this question to " + name + " was never recorded in " + directory);
    }
    synchronized (answers) {
      Attempt next = answers.poll();
      return next == null
          ? unknown("all answers to this question that " + directory + " holds were given")
          : next;
    }
  }

  private static Failed unknown(String why) {
    return new Failed(
        why, "Record it again with the model itself: record: DIR", Usage.NONE, new Again.Useless());
  }
}

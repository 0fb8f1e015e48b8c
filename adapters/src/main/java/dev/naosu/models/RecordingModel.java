package dev.naosu.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.model.Answer;
import dev.naosu.model.Model;
import dev.naosu.model.Prompt;
import dev.naosu.model.Reply;
import dev.naosu.redaction.Redaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.function.Consumer;

/// Keeps what a model was asked and what it said, without secrets, one line of JSON for each call.
/// What was not asked, because of a budget, is not recorded.
public final class RecordingModel implements Model {
  /// For all who write into a file: a lock of a file holds off other processes only.
  private static final Object TURN = new Object();

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Model model;
  private final Path directory;
  private final InstantSource clock;
  private final Consumer<String> problems;

  /// @param problems told of calls that could not be recorded
  public RecordingModel(
      Model model, Path directory, InstantSource clock, Consumer<String> problems) {
    this.model = model;
    this.directory = directory;
    this.clock = clock;
    this.problems = problems;
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public Reply ask(Prompt prompt) throws InterruptedException {
    Reply reply = model.ask(prompt);
    switch (reply) {
      case Reply.Answered answered -> record(said(prompt, answered.answer()));
      case Reply.Unavailable unavailable ->
          record(
              asked(prompt)
                  .put("why", Redaction.of(unavailable.why()))
                  .put("remedy", Redaction.of(unavailable.remedy())));
      case Reply.OverBudget _ -> {
        // was not asked
      }
    }
    return reply;
  }

  private ObjectNode said(Prompt prompt, Answer answer) {
    ObjectNode line = asked(prompt);
    line.putObject("answer")
        .put("text", Redaction.of(answer.text()))
        .put("end", answer.end().name())
        .put("input", answer.usage().input())
        .put("cached", answer.usage().cached())
        .put("output", answer.usage().output());
    return line;
  }

  private ObjectNode asked(Prompt prompt) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("key", Recording.key(name(), prompt))
            .put("at", clock.instant().toString())
            .put("model", name())
            .put("temperature", prompt.temperature())
            .put("longestAnswer", prompt.longestAnswer());
    ArrayNode turns = line.putArray("prompt");
    prompt
        .conversation()
        .forEach(
            each ->
                turns
                    .addObject()
                    .put("role", each.role().name())
                    .put("text", Redaction.of(each.text())));
    return line;
  }

  private void record(ObjectNode line) {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    synchronized (TURN) {
      try {
        Files.createDirectories(directory);
        try (FileChannel channel =
                FileChannel.open(
                    Recording.in(directory), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            FileLock _ = channel.lock()) {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        }
      } catch (IOException e) {
        problems.accept("a call could not be recorded in " + directory + ": " + e.getMessage());
      }
    }
  }
}

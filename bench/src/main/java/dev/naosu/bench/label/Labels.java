package dev.naosu.bench.label;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.trial.AtomicFile;
import dev.naosu.bench.trial.Label;
import dev.naosu.bench.trial.Report;
import dev.naosu.bench.trial.Sha256;
import dev.naosu.bench.trial.Trial;
import dev.naosu.bench.trial.Trial.JudgedRepair;
import dev.naosu.bench.trial.Trial.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What people have said. A label belongs to a bug and a diff, so it holds for the same repair in
/// every later run, and for no other one.
public record Labels(Map<Key, Label> all) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public Labels {
    all = Collections.unmodifiableMap(new TreeMap<>(all));
  }

  /// @param diff SHA-256 of its text
  public record Key(String bug, String diff) implements Comparable<Key> {
    public static Key of(Trial trial, JudgedRepair repair) {
      return new Key(trial.id(), Sha256.of(repair.diff()));
    }

    /// A name for forms and addresses: 64 hexadecimal digits, whatever the bug is called.
    public String name() {
      return Sha256.of(bug + "\n" + diff);
    }

    @Override
    public int compareTo(Key other) {
      return Comparator.comparing(Key::bug).thenComparing(Key::diff).compare(this, other);
    }
  }

  /// Where the labels of a report are kept.
  public static Path beside(Path json) {
    return json.resolveSibling(json.getFileName() + ".labels.json");
  }

  /// None when there is no such file.
  ///
  /// @throws IOException with a text for people when it cannot be read or holds something else
  public static Labels read(Path file) throws IOException {
    try {
      JsonNode root = MAPPER.readTree(Files.readString(file));
      Map<Key, Label> all = new TreeMap<>();
      for (JsonNode node : root.path("labels")) {
        all.put(
            new Key(node.path("bug").asText(), node.path("diff").asText()),
            new Label(
                Label.Answer.valueOf(node.path("answer").asText()),
                node.path("note").asText(),
                Instant.parse(node.path("when").asText())));
      }
      return new Labels(all);
    } catch (NoSuchFileException _) {
      return new Labels(Map.of());
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(file + " holds no labels: " + e.getMessage(), e);
    }
  }

  public void write(Path file) throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    ArrayNode labels = root.putArray("labels");
    all.forEach(
        (key, label) ->
            labels
                .addObject()
                .put("bug", key.bug())
                .put("diff", key.diff())
                .put("answer", label.answer().name())
                .put("note", label.note())
                .put("when", label.when().toString()));
    AtomicFile.write(file, root.toPrettyString() + "\n");
  }

  /// The same with one label set, or taken away when it is empty.
  public Labels with(Key key, Optional<Label> label) {
    Map<Key, Label> changed = new TreeMap<>(all);
    label.ifPresentOrElse(given -> changed.put(key, given), () -> changed.remove(key));
    return new Labels(changed);
  }

  /// The report with these labels on its repairs.
  public Report on(Report report) {
    return new Report(
        report.manifest(),
        report.machine(),
        report.command(),
        report.when(),
        report.settings(),
        report.of(),
        report.trials().stream().map(this::on).toList());
  }

  private Trial on(Trial trial) {
    return trial.result() instanceof Result.Ran ran
        ? new Trial(
            trial.id(),
            trial.group(),
            new Result.Ran(
                ran.repairs().stream().map(repair -> on(trial, repair)).toList(),
                ran.why(),
                ran.measures(),
                ran.reference()),
            trial.took(),
            trial.memory())
        : trial;
  }

  private JudgedRepair on(Trial trial, JudgedRepair repair) {
    Label label = all.get(Key.of(trial, repair));
    return label == null ? repair : repair.labelled(label);
  }
}

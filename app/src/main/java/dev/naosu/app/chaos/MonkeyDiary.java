package dev.naosu.app.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.naosu.cycle.chaos.Monkey.Deed;
import dev.naosu.machine.KeptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the monkey did, the latest last, as far back as it matters.
public record MonkeyDiary(Path file) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST = 500;

  public List<Deed> deeds() throws IOException {
    Optional<byte[]> bytes = new KeptFile(file).read();
    List<Deed> deeds = new ArrayList<>();
    if (bytes.isPresent()) {
      for (JsonNode each : JSON.readTree(bytes.get())) {
        deeds.add(
            new Deed(
                each.path("group").asText(),
                Instant.parse(each.path("at").asText()),
                each.path("leashed").asBoolean(),
                each.path("harmed").asBoolean(),
                each.path("words").asText()));
      }
    }
    return deeds;
  }

  public void add(Deed deed) throws IOException {
    List<Deed> deeds = new ArrayList<>(deeds());
    deeds.add(deed);
    write(deeds.subList(Math.max(0, deeds.size() - MOST), deeds.size()));
  }

  /// Harm that a person has seen is over.
  ///
  /// @return how many deeds had done harm
  public int release() throws IOException {
    List<Deed> deeds = deeds();
    write(
        deeds.stream()
            .map(each -> new Deed(each.group(), each.at(), each.leashed(), false, each.words()))
            .toList());
    return (int) deeds.stream().filter(Deed::harmed).count();
  }

  private void write(List<Deed> deeds) throws IOException {
    ArrayNode all = JSON.createArrayNode();
    deeds.forEach(
        each ->
            all.addObject()
                .put("group", each.group())
                .put("at", each.at().toString())
                .put("leashed", each.leashed())
                .put("harmed", each.harmed())
                .put("words", each.words()));
    new KeptFile(file).write(JSON.writeValueAsBytes(all));
  }
}

package dev.naosu.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.naosu.faults.ExperimentReader.Reading;
import dev.naosu.prove.experiment.Experiment;
import dev.naosu.prove.experiment.FaultKind;
import dev.naosu.prove.experiment.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/chaos.md`, its schema and the reader say the same.
class ExperimentReaderTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Path BASE = Path.of("/etc/naosu");

  private static Reading read(String text) {
    return ExperimentReader.read(text, BASE, "x.yml");
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(DOCS.resolve("chaos.schema.json")), InputFormat.JSON);
  }

  private static List<?> mistakes(String yaml) throws IOException {
    return schema().validate(new YAMLMapper().readTree(yaml).toString(), InputFormat.JSON);
  }

  private static List<String> problems(String yaml) {
    return read(yaml) instanceof Reading.Bad(List<String> problems) ? problems : List.of();
  }

  @Test
  void the_experiments_of_the_page_are_taken_by_reader_and_schema() throws IOException {
    List<String> examples =
        Pattern.compile("(?s)```yaml\n(name: .*?)```")
            .matcher(Files.readString(DOCS.resolve("chaos.md")))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(examples).hasSizeGreaterThan(1);
    for (String example : examples) {
      assertThat(problems(example)).as(example).isEmpty();
      assertThat(mistakes(example)).as(example).isEmpty();
    }
  }

  @Test
  void every_fault_and_its_parameters_are_on_the_page_and_in_the_schema() throws IOException {
    String page = Files.readString(DOCS.resolve("chaos.md"));
    String schema = Files.readString(DOCS.resolve("chaos.schema.json"));
    for (FaultKind kind : FaultKind.values()) {
      assertThat(page).contains("| `" + kind.word() + "` |");
      assertThat(schema).contains("\"" + kind.word() + "\"");
      kind.parameters()
          .forEach(each -> assertThat(page).as(kind.word()).contains("`" + each.name() + "`"));
      kind.parameters().forEach(each -> assertThat(schema).contains("\"" + each.name() + "\""));
    }
  }

  @Test
  void what_is_said_is_read_and_paths_are_relative_to_the_file() {
    Reading reading =
        read(
            """
            name: slow-store
            service: shop
            places:
              front: {http: "http://127.0.0.1:8080/health"}
              link: {proxy: run/store}
              app: {fleet: shop}
            steady:
              - {at: front, vital: http.ok, above: 99, for: 3s}
            during:
              - {at: front, vital: http.time, below: 1.5}
            method:
              - {fault: latency, at: link, for: 20s, delay: 300ms}
              - {wait: 2s}
              - {fault: kill, at: app, instance: "2"}
            tolerance: 5s
            """);
    assertThat(reading).isInstanceOf(Reading.Good.class);
    Experiment experiment = ((Reading.Good) reading).experiment();
    assertThat(experiment.places().get("link")).isEqualTo(new Place.Link("/etc/naosu/run/store"));
    assertThat(experiment.tolerance()).isEqualTo(Duration.ofSeconds(5));
    assertThat(experiment.faults()).hasSize(2);
    assertThat(experiment.faults().getFirst().arguments().time("delay"))
        .isEqualTo(Duration.ofMillis(300));
    assertThat(experiment.faults().getLast().target()).hasToString("shop/app/2");
  }

  @Test
  void all_mistakes_are_told_at_once_with_their_place() {
    assertThat(
            problems(
                """
                name: shop is down
                places:
                  front: {http: nowhere}
                  app: {fleet: shop}
                  worker: {pid: 12}
                steady:
                  - {at: app, vital: http.ok, above: 99}
                method:
                  - {fault: explode, at: app}
                  - {fault: latency, at: app, for: 20s, delay: 300ms}
                  - {fault: pause, at: app}
                  - {fault: kill, at: worker}
                  - {fault: clock, at: app, for: 5s, by: soon, colour: red}
                wihtin: 3s
                """))
        .anySatisfy(each -> assertThat(each).startsWith("x.yml: name is needed"))
        .anySatisfy(each -> assertThat(each).contains("places.front.http is no address"))
        .anySatisfy(each -> assertThat(each).contains("steady[0].vital is one of instances.well"))
        .anySatisfy(each -> assertThat(each).contains("method[0].fault explode is no fault"))
        .anySatisfy(each -> assertThat(each).contains("latency cannot be done at app"))
        .anySatisfy(each -> assertThat(each).contains("method[2].for is needed"))
        .anySatisfy(each -> assertThat(each).contains("places.worker.restarted is needed"))
        .anySatisfy(each -> assertThat(each).contains("method[4] by is not a TIME"))
        .anySatisfy(each -> assertThat(each).contains("method[4] colour is not known"))
        .anySatisfy(each -> assertThat(each).contains("wihtin is not known"));
  }

  @Test
  void what_is_no_experiment_is_refused() throws IOException {
    for (String each : List.of("", "[]", "7", "a: b: c", "name: x\nname: y\n", "places: []")) {
      assertThat(read(each)).as(each).isInstanceOf(Reading.Bad.class);
    }
    assertThat(mistakes("{name: x, places: {}, steady: [], method: []}")).isNotEmpty();
    assertThat(mistakes("{name: x}")).isNotEmpty();
  }
}

package dev.naosu.prove;

import static dev.naosu.detect.Runs.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun.Status;
import dev.naosu.project.Jdk;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Which classes a worker is brought, and how often.
class TurnsTest {
  private static final Jdk OWN =
      new Jdk(
          Path.of(System.getProperty("java.home")),
          Runtime.version().feature(),
          Runtime.version().toString());

  private final Map<String, JavaSource> sources =
      Map.of("A.java", source("A"), "B.java", source("B"));

  private final List<Variants> brought = new ArrayList<>();

  private static JavaSource source(String name) {
    return new JavaModel(List.of(), List.of(), 17)
        .parse(name + ".java", "class " + name + " { String next() { return \"\"; } }");
  }

  private Candidate candidate(String path, int number) {
    JavaSource source = Objects.requireNonNull(sources.get(path));
    Span here = new Span(source.text().indexOf("\"\""), 2);
    return new Candidate(
        "Operator",
        Trust.ORDINARY,
        Patch.of(new Edit(path, here, "\"" + number + "\"")),
        path,
        1,
        path.charAt(0) + ".next",
        "try",
        0.5);
  }

  private Search.Bench bench() {
    SchemataCompiler compiler = new SchemataCompiler(new MemoryCompiler(List.of(), OWN, 17));
    return new Search.Bench() {
      @Override
      public List<Compiled> compile(List<Candidate> candidates) {
        Compiled[] all = new Compiled[candidates.size()];
        for (String path : sources.keySet()) {
          int[] places =
              IntStream.range(0, all.length)
                  .filter(i -> candidates.get(i).path().equals(path))
                  .toArray();
          List<Compiled> compiled =
              compiler.compile(
                  Objects.requireNonNull(sources.get(path)),
                  IntStream.of(places).mapToObj(i -> candidates.get(i).patch().edits()).toList());
          IntStream.range(0, places.length).forEach(i -> all[places[i]] = compiled.get(i));
        }
        return List.of(all);
      }

      @Override
      public Worker worker(String module) {
        return new Worker() {
          @Override
          public Attempt attempt(Map<String, byte[]> classes, List<TestId> tests, Limits limits) {
            return new Attempt.Ran(List.of(Given.as(tests.getFirst(), Status.FAILED)));
          }

          @Override
          public List<Attempt> attempt(
              Variants variants, List<Integer> numbers, List<TestId> tests, Limits limits) {
            if (brought.isEmpty() || brought.getLast() != variants) {
              brought.add(variants);
            }
            return numbers.stream()
                .<Attempt>map(
                    _ -> new Attempt.Ran(List.of(Given.as(tests.getFirst(), Status.FAILED))))
                .toList();
          }

          @Override
          public void close() {
            // holds nothing
          }
        };
      }
    };
  }

  @Test
  void what_was_compiled_together_is_tried_together_however_the_list_takes_turns()
      throws Exception {
    List<Candidate> turns =
        IntStream.range(0, 16)
            .mapToObj(i -> candidate(i % 2 == 0 ? "A.java" : "B.java", i))
            .toList();

    Search.Result result =
        new Search(this::bench, 1, Given.NOW)
            .run(
                turns,
                new Search.Task(
                    List.of(failed("T#failing")), _ -> List.of(), _ -> "m", Duration.ofHours(1)),
                _ -> {});

    assertThat(brought).hasSize(2).doesNotHaveDuplicates();
    assertThat(result.funnel().killedByFailing()).isEqualTo(16);
    assertThat(result.taken()).isEqualTo(16);
  }
}

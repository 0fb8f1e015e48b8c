package dev.naosu.bench.recorded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.recorded.BugReplay.Agreement;
import dev.naosu.bench.recorded.BugReplay.People;
import dev.naosu.bench.recorded.BugReplay.Shown;
import dev.naosu.bench.recorded.BugReplay.Speed;
import dev.naosu.bench.recorded.Recorded.Kind;
import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.diagnose.Suspect;
import dev.naosu.model.Answer;
import dev.naosu.model.Usage;
import dev.naosu.repair.Codebase;
import dev.naosu.repair.strategy.CaseFile;
import dev.naosu.repair.strategy.Suggestion;
import dev.naosu.repair.strategy.answer.Reading;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedTest {
  private static final String CONVERSATION =
      """
      {"bug":"A","mode":"SF","messages":[{},{}],"choices":[{"content":"x","finish":"length",\
      "validation":{"result":"PASS"}}],"usage":{"prompt_tokens":3,"completion_tokens":4}}
      {"bug":"A","mode":"SF","messages":[{},{},{},{}],"choices":[{"content":"y","finish":"stop",\
      "validation":{"result":"ERROR"}}]}
      {"bug":"A","mode":"SL","messages":[{},{}],"choices":[{"content":"z","finish":"stop"}]}
      """;

  @TempDir private Path directory;

  private void file(String name, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(directory.resolve(name)))) {
      out.write(text.getBytes(UTF_8));
    }
  }

  @Test
  void conversations_about_a_whole_function_are_read() throws IOException {
    file("answers-x.jsonl.gz", CONVERSATION);

    List<Recorded> answers =
        Recorded.read(directory, Set.of("A", "B"), Kind.ANSWERS).getOrDefault("A", List.of());

    assertThat(answers).hasSize(2);
    assertThat(answers.getFirst().answer().end()).isEqualTo(Answer.End.LENGTH);
    assertThat(answers.getFirst().answer().usage().tokens()).isEqualTo(7);
    assertThat(answers.getFirst().independent()).isTrue();
    assertThat(answers.getFirst().passed()).isEqualTo(Optional.of(true));
    assertThat(answers.get(1).independent()).as("it was told of another one").isFalse();
    assertThat(answers.get(1).passed()).isEqualTo(Optional.of(false));
  }

  @Test
  void single_methods_are_fresh_answers() throws IOException {
    file("methods-x.jsonl.gz", "{\"bug\":\"B\",\"generation\":\"int f() {}\",\"test\":false}\n");

    assertThat(
            Recorded.read(directory, Set.of("A", "B"), Kind.ANSWERS).getOrDefault("B", List.of()))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.independent()).isTrue();
              assertThat(each.passed()).isEqualTo(Optional.of(false));
            });
  }

  @Test
  void an_answer_about_lines_is_put_into_the_gap_of_its_question() throws IOException {
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("bug", "A").put("mode", "R1");
    line.putArray("messages")
        .addObject()
        .put("role", "user")
        .put(
            "content",
            """
            An example:
            ```java
            int other() {
            >>> [ INFILL ] <<<
            }
            ```
            Now yours:
            ```java
              int average() {
            >>> [ INFILL ] <<<
              }
            ```
            """);
    line.putArray("choices")
        .addObject()
        .put(
            "content",
            "Try this:\n```java\n    return n == 0 ? 0 : sum / n;\n```\nor:\n```\nx\n```")
        .put("finish", "stop")
        .putObject("validation")
        .put("mode", "SH")
        .put("result", "PASS");
    file("answers-x.jsonl.gz", line + "\n");

    Recorded answer =
        Recorded.read(directory, Set.of("A"), Kind.ANSWERS).getOrDefault("A", List.of()).getFirst();
    String text = "class Cart {\n  int average() {\n    return sum / n;\n  }\n}\n";
    JavaSource source = new JavaModel(List.of(), List.of(), 25).parse("Cart.java", text);
    Gap gap = answer.gap().orElseThrow();

    assertThat(gap.filled(source, answer.answer()))
        .isInstanceOfSatisfying(
            Reading.Change.class,
            change ->
                assertThat(change.patch().applyTo("Cart.java", text))
                    .isEqualTo(text.replace("sum / n", "n == 0 ? 0 : sum / n")));
    JavaSource twice =
        new JavaModel(List.of(), List.of(), 25).parse("Two.java", text + "\n" + text);
    assertThat(gap.filled(twice, answer.answer()))
        .isInstanceOfSatisfying(
            Reading.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reading.Reason.NOT_OFFERED));
  }

  @Test
  void of_methods_with_one_name_in_several_files_the_one_that_an_answer_repeats_is_meant()
      throws InterruptedException {
    String far =
        """
        int price(int n) {
          int sum = 0;
          for (int i = 0; i < n; i++) {
            sum += i;
          }
          return sum;
        }
        """;
    Map<String, String> files =
        Map.of(
            "Near.java",
            "class Near { int price(int n) { return 1; } }",
            "Far.java",
            "class Far { " + far + " }");
    JavaModel model = new JavaModel(List.of(), List.of(), 25);
    Codebase codebase =
        new Codebase(
            List.copyOf(files.keySet()),
            path -> files.getOrDefault(path, ""),
            path -> model.parse(path, files.getOrDefault(path, "")),
            model::parse);
    Recorded recorded =
        new Recorded(
            new Answer(far.replace("<", "<="), Answer.End.COMPLETE, Usage.NONE),
            true,
            Optional.of(true),
            Optional.empty(),
            Optional.empty());
    List<Suspect> suspects =
        Stream.of("Near.java", "Far.java")
            .map(path -> new Suspect(path, 2, "C", "price(I)I", 1, 1, List.of()))
            .toList();
    RecordedProposer proposer = new RecordedProposer(List.of(recorded));

    List<Suggestion> said =
        proposer
            .open(
                new CaseFile(
                    suspects, List.of(), codebase, _ -> Optional.empty(), List.of(), List.of()))
            .next(List.of());

    assertThat(said)
        .singleElement()
        .satisfies(
            each -> assertThat(each.candidate().patch().paths()).containsExactly("Far.java"));
  }

  @Test
  void what_people_judged_is_read_apart() throws IOException {
    file("answers-x.jsonl.gz", CONVERSATION);
    file(
        "labels-x.jsonl.gz",
        "{\"bug\":\"A\",\"benchmark\":\"d4j\",\"patch\":\"int f() {}\",\"correct\":1,\"buggy\":\"\"}\n");

    assertThat(Recorded.read(directory, Set.of("A"), Kind.LABELS).getOrDefault("A", List.of()))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.label()).contains(true);
              assertThat(each.answer().text()).contains("int f() {}");
            });
    assertThat(People.NOBODY.with(true, Verdict.CORRECT).with(false, Verdict.CORRECT))
        .isEqualTo(new People(1, 1, 1, 0, 0));
    assertThat(People.NOBODY.with(true, Verdict.UNDECIDED).with(false, Verdict.PLAUSIBLE_ONLY))
        .isEqualTo(new People(0, 0, 1, 1, 1));
  }

  @Test
  void some_of_many_answers_are_taken_from_all_over_the_record() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      lines.append("{\"bug\":\"A\",\"generation\":\"" + i + "\"}\n");
    }
    file("methods-x.jsonl.gz", lines.toString());
    List<Recorded> answers =
        Recorded.read(directory, Set.of("A"), Kind.ANSWERS).getOrDefault("A", List.of());

    assertThat(Recorded.spread(answers, 10)).isEqualTo(answers);
    assertThat(Recorded.spread(answers, 3))
        .extracting(each -> each.answer().text())
        .containsExactly("0", "3", "6");
  }

  @Test
  void a_directory_without_records_is_named() {
    assertThatThrownBy(() -> Recorded.read(directory, Set.of("A"), Kind.ANSWERS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory.toString());
  }

  private static BugReplay replay(String bug, Verdict verdict, double share, boolean agrees) {
    return new BugReplay(
        bug,
        bug,
        "",
        10,
        8,
        Map.of("NO_CODE", 2),
        new Agreement(4, agrees ? 4 : 3, 4, 4, 0),
        agrees ? Map.of() : Map.of("breaks CartTest#sum: AssertionError", 1),
        new Speed(8, 500, 4_000),
        1,
        List.of(new Shown(true, share, Map.of("voteShare", share), verdict, "compared")),
        verdict,
        verdict,
        100,
        new People(3, 2, 5, 5, 1));
  }

  @Test
  void what_was_written_is_read_again() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    BugReplay replay = replay("A", Verdict.CORRECT, 0.5, true);
    replay.write(node);

    assertThat(BugReplay.read(node)).isEqualTo(replay);
  }

  @Test
  void the_report_says_what_agrees_and_what_is_correct() {
    ReplayReport report =
        new ReplayReport(
            "naosu bench replay",
            List.of(
                replay("A", Verdict.CORRECT, 0.9, true),
                replay("B", Verdict.PLAUSIBLE_ONLY, 0.1, false),
                BugReplay.troubled("C", "C", "it does not build", 10)));

    assertThat(report.markdown())
        .contains(
            "| recorded passes that pass here | at least 99 % | 87.5 % (7 of 8) | **missed** |")
        .contains("applied: 80.0 % (16 of 20)")
        .contains("refused: NO_CODE: 20.0 % (4 of 20)")
        .contains("correct: shown first: 50.0 % (1 of 2)")
        .contains("not tried: C: it does not build");
  }

  @Test
  void votes_that_tell_right_from_wrong_get_a_weight() {
    ReplayReport report =
        new ReplayReport(
            "naosu bench replay",
            List.of(
                replay("A", Verdict.CORRECT, 0.9, true),
                replay("B", Verdict.PLAUSIBLE_ONLY, 0.1, true),
                replay("C", Verdict.CORRECT, 0.8, true),
                replay("D", Verdict.UNDECIDED, 0.8, true)));

    assertThat(report.examples()).hasSize(3);
    assertThat(report.weights().orElseThrow())
        .contains("on 3 judged repairs of 3 groups")
        .containsPattern("weight.voteShare=0\\.\\d+");
  }
}

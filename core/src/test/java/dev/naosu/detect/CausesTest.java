package dev.naosu.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// How well fingerprints tell causes apart, over traces of which a person said which belong
/// together, and how well Sentry's published rules do.
class CausesTest {
  private static final List<String> FILES =
      List.of("servers.txt", "data.txt", "calls.txt", "languages.txt", "forms.txt");

  private static final double LEAST = 0.95;

  /// @param cause key of what a person took for one cause
  /// @param what how it differs from the others of its cause
  /// @param text a trace, or a message after `!`
  private record Seen(String cause, String what, String text) {
    Signal signal() {
      boolean isMessage = text.startsWith("!");
      return new Signal(
          "id",
          Signal.Kind.EXCEPTION,
          new Origin("shop", "", ""),
          Instant.EPOCH,
          Instant.EPOCH,
          isMessage ? text.substring(1) : text.lines().findFirst().orElse(""),
          isMessage ? Optional.empty() : Optional.of(text),
          List.of(),
          Optional.empty(),
          new TreeMap<>());
    }
  }

  /// Over all pairs of traces.
  private record Score(double precision, double recall, List<String> disagreements) {
    static Score of(List<Seen> corpus, Function<Signal, String> fingerprint) {
      List<String> values = corpus.stream().map(each -> fingerprint.apply(each.signal())).toList();
      List<String> wrong = new ArrayList<>();
      int together = 0;
      int lumped = 0;
      int split = 0;
      for (int i = 0; i < corpus.size(); i++) {
        for (int j = i + 1; j < corpus.size(); j++) {
          boolean isOne = corpus.get(i).cause().equals(corpus.get(j).cause());
          boolean isTakenForOne = values.get(i).equals(values.get(j));
          together += isOne && isTakenForOne ? 1 : 0;
          lumped += !isOne && isTakenForOne ? 1 : 0;
          split += isOne && !isTakenForOne ? 1 : 0;
          if (isOne != isTakenForOne) {
            wrong.add(
                (isOne ? "split: " : "lumped: ")
                    + name(corpus.get(i))
                    + " / "
                    + name(corpus.get(j)));
          }
        }
      }
      return new Score(
          (double) together / (together + lumped), (double) together / (together + split), wrong);
    }

    private static String name(Seen seen) {
      return seen.cause() + " (" + seen.what() + ")";
    }

    String report(String whose) {
      return "%s: precision %.3f, recall %.3f%n  %s"
          .formatted(whose, precision, recall, String.join("\n  ", disagreements));
    }
  }

  @Test
  void causes_are_told_apart_and_kept_together_better_than_by_the_rules_of_sentry()
      throws IOException {
    List<Seen> corpus = corpus();
    Score ours = Score.of(corpus, signal -> Fingerprint.of(signal).value());
    Score sentry = Score.of(corpus, SentryRules::fingerprint);
    // for people who want to know where they disagree
    Files.writeString(
        Files.createDirectories(Path.of("target")).resolve("causes.txt"),
        ours.report("naosu") + "\n\n" + sentry.report("Sentry's rules") + "\n");
    assertThat(ours.precision()).as(ours.report("naosu")).isGreaterThanOrEqualTo(LEAST);
    assertThat(ours.recall()).as(ours.report("naosu")).isGreaterThanOrEqualTo(LEAST);
    assertThat(ours.precision())
        .as(sentry.report("Sentry"))
        .isGreaterThanOrEqualTo(sentry.precision());
    assertThat(ours.recall()).as(sentry.report("Sentry")).isGreaterThanOrEqualTo(sentry.recall());
  }

  @Test
  void naming_the_packages_of_the_service_tells_them_no_worse() throws IOException {
    OwnCode named = new OwnCode(List.of("com.shop", "shop", "desk"));
    Score ours = Score.of(corpus(), signal -> Fingerprint.of(signal, named).value());
    assertThat(ours.precision()).as(ours.report("naosu")).isGreaterThanOrEqualTo(LEAST);
    assertThat(ours.recall()).as(ours.report("naosu")).isGreaterThanOrEqualTo(LEAST);
  }

  @Test
  void the_corpus_is_large_enough_to_say_something() throws IOException {
    List<Seen> corpus = corpus();
    assertThat(corpus).hasSizeGreaterThanOrEqualTo(120);
    assertThat(corpus.stream().map(Seen::cause).distinct()).hasSizeGreaterThanOrEqualTo(60);
  }

  private static List<Seen> corpus() throws IOException {
    List<Seen> all = new ArrayList<>();
    for (String file : FILES) {
      all.addAll(read(file));
    }
    return all;
  }

  /// `== key | why` begins a cause, `-- what differs` a trace of it.
  private static List<Seen> read(String file) throws IOException {
    List<Seen> all = new ArrayList<>();
    String cause = "";
    String what = "";
    StringBuilder text = new StringBuilder();
    for (String line : (text(file) + "\n== end").lines().toList()) {
      boolean isHead = line.startsWith("== ") || line.startsWith("-- ");
      if (isHead && !text.toString().isBlank() && !what.isEmpty()) {
        all.add(new Seen(cause, what, text.toString().strip()));
      }
      if (line.startsWith("== ")) {
        cause = line.substring(3).split(" \\|", 2)[0];
        what = "";
      } else if (line.startsWith("-- ")) {
        what = line.substring(3);
      } else {
        text.append(line).append('\n');
      }
      if (isHead) {
        text.setLength(0);
      }
    }
    return all;
  }

  private static String text(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(CausesTest.class.getResourceAsStream("causes/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

package dev.naosu.bench.recorded;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.detect.Failure;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.model.Answer;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import dev.naosu.repair.strategy.CaseFile;
import dev.naosu.repair.strategy.Clusters;
import dev.naosu.repair.strategy.Proposer;
import dev.naosu.repair.strategy.Suggestion;
import dev.naosu.repair.strategy.Tried;
import dev.naosu.repair.strategy.answer.MethodReader;
import dev.naosu.repair.strategy.answer.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.MethodDeclaration;

/// Says what was recorded, all of it in rounds, and keeps what came of each answer. An answer is
/// read by the product's own reader as one about any method of the suspicious files: which method
/// the recorded prompt named is not told.
public final class RecordedProposer implements Proposer {
  private static final int ROUND = 16;
  private static final String NAME = "recorded";

  private final List<Recorded> answers;
  private final List<Fate> fates = new ArrayList<>();
  private final Map<String, Integer> refused = new TreeMap<>();

  public RecordedProposer(List<Recorded> answers) {
    this.answers = List.copyOf(answers);
  }

  /// What came of an answer that was applied.
  ///
  /// @param passes whether it passes its tests here; empty when that was not found out
  /// @param forbidden whether the rules for what a model may change refused it, untried
  /// @param why it does not pass; empty when it does
  public record Fate(
      Recorded recorded, Patch patch, Optional<Boolean> passes, boolean forbidden, String why) {}

  /// Those that were applied, as they came.
  public List<Fate> fates() {
    return List.copyOf(fates);
  }

  /// How many answers were refused by the reader, by its reason.
  public Map<String, Integer> refused() {
    return Map.copyOf(refused);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Session open(CaseFile file) {
    return new Saying(file);
  }

  private final class Saying implements Session {
    private final CaseFile file;
    private final Clusters meanings;
    private final List<JavaSource> sources;

    /// Why what was tried does not pass, by what it means; empty when it does.
    private final Map<String, String> reasons = new HashMap<>();

    private final Set<String> forbidden = new HashSet<>();
    private final List<Recorded> open = new ArrayList<>();
    private int next;

    Saying(CaseFile file) {
      this.file = file;
      this.meanings = new Clusters(file.codebase());
      this.sources =
          file.suspects().stream()
              .map(Suspect::path)
              .distinct()
              .map(path -> file.codebase().outline(path))
              .toList();
    }

    @Override
    public List<Suggestion> next(List<Tried> tried) {
      for (int i = 0; i < tried.size(); i++) {
        note(open.get(i), tried.get(i));
      }
      open.clear();
      List<Suggestion> suggestions = new ArrayList<>();
      while (suggestions.size() < ROUND && next < answers.size()) {
        Recorded recorded = answers.get(next++);
        switch (read(recorded)) {
          case Reading.Change change -> {
            suggestions.add(suggestion(change.patch(), recorded.independent()));
            open.add(recorded);
          }
          case Reading.Refused no -> refused.merge(no.reason().name(), 1, Integer::sum);
        }
      }
      return suggestions;
    }

    private void note(Recorded recorded, Tried tried) {
      Patch patch = tried.suggestion().candidate().patch();
      String key = meanings.key(patch);
      switch (tried) {
        case Tried.Known _ -> {}
        case Tried.Forbidden _ -> forbidden.add(key);
        case Tried.Plausible _ -> reasons.put(key, "");
        case Tried.DoesNotCompile(_, List<String> problems) ->
            reasons.put(key, "does not compile: " + problems.stream().findFirst().orElse(""));
        case Tried.StillFails(_, List<TestRun> runs) ->
            reasons.put(key, "still fails: " + said(runs));
        case Tried.Breaks(_, List<TestRun> broken) -> reasons.put(key, "breaks " + said(broken));
      }
      fates.add(
          new Fate(
              recorded,
              patch,
              Optional.ofNullable(reasons.get(key)).map(String::isEmpty),
              forbidden.contains(key),
              reasons.getOrDefault(key, "")));
    }

    private static String said(List<TestRun> runs) {
      return runs.stream()
          .filter(run -> run.status() != TestRun.Status.PASSED)
          .findFirst()
          .map(
              run ->
                  run.test().shortName()
                      + ": "
                      + run.failure().map(Failure::headline).orElse(run.status().name()))
          .orElse("");
    }

    private Reading read(Recorded recorded) {
      return recorded.gap().map(gap -> filled(gap, recorded)).orElseGet(() -> method(recorded));
    }

    private Reading filled(Gap gap, Recorded recorded) {
      Reading last = new Reading.Refused(Reading.Reason.NOT_OFFERED, "there are no files");
      for (JavaSource source : sources) {
        last = gap.filled(source, recorded.answer());
        if (!(last instanceof Reading.Refused no) || no.reason() != Reading.Reason.NOT_OFFERED) {
          return last;
        }
      }
      return last;
    }

    /// Several files may have such a method: the one that is changed least is meant, since an
    /// answer repeats most of it.
    private Reading method(Recorded recorded) {
      Optional<Patch> nearest = Optional.empty();
      Reading.Refused refusal =
          recorded.answer().end() == Answer.End.LENGTH
              ? new Reading.Refused(Reading.Reason.CUT_OFF, "it was cut before it named a method")
              : new Reading.Refused(Reading.Reason.NOT_OFFERED, "it names no method of the files");
      for (JavaSource source : sources) {
        Set<Edit> edits = new LinkedHashSet<>();
        for (MethodDeclaration method : methods(source)) {
          if (!recorded.answer().text().contains(method.getName().getIdentifier())) {
            continue;
          }
          switch (new MethodReader(source, method).read(recorded.answer())) {
            case Reading.Change change -> edits.addAll(change.patch().edits());
            case Reading.Refused no -> refusal = no;
          }
        }
        if (!edits.isEmpty()) {
          Patch patch = new Patch(List.copyOf(edits));
          nearest =
              nearest.filter(other -> other.size() <= patch.size()).or(() -> Optional.of(patch));
        }
      }
      return nearest.<Reading>map(Reading.Change::new).orElse(refusal);
    }

    private static List<MethodDeclaration> methods(JavaSource source) {
      List<MethodDeclaration> methods = new ArrayList<>();
      source
          .unit()
          .accept(
              new ASTVisitor() {
                @Override
                public boolean visit(MethodDeclaration method) {
                  if (method.getBody() != null) {
                    methods.add(method);
                  }
                  return false;
                }
              });
      return methods;
    }

    private Suggestion suggestion(Patch patch, boolean independent) {
      Suspect first = file.suspects().getFirst();
      return new Suggestion(
          new Candidate(
              Candidate.byModel(NAME),
              Trust.ORDINARY,
              patch,
              patch.paths().getFirst(),
              first.line(),
              first.place(),
              "change a method as a recorded answer says",
              1),
          NAME,
          NAME,
          independent);
    }
  }
}

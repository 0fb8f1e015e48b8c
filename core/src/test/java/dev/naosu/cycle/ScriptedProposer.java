package dev.naosu.cycle;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import dev.naosu.repair.strategy.CaseFile;
import dev.naosu.repair.strategy.Proposer;
import dev.naosu.repair.strategy.Suggestion;
import dev.naosu.repair.strategy.Tried;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Says in each round what it was told to, and keeps what it hears of it.
final class ScriptedProposer implements Proposer {
  private static final String MODEL = "test/scripted";

  private final String path;
  private final Deque<List<Suggestion>> rounds = new ArrayDeque<>();
  private final List<Tried> heard = new ArrayList<>();
  private final List<CaseFile> files = new ArrayList<>();

  ScriptedProposer(String path) {
    this.path = path;
  }

  /// Another round.
  ScriptedProposer says(Suggestion... suggestions) {
    rounds.add(List.of(suggestions));
    return this;
  }

  /// A suggestion to put a text in the place of another one.
  ///
  /// @param original the whole file
  Suggestion suggestion(String original, String from, String to, String... objections) {
    int start = original.indexOf(from);
    return new Suggestion(
        new Candidate(
            "model:scripted",
            Trust.ORDINARY,
            Patch.of(new Edit(path, new Span(start, from.length()), to)),
            path,
            3,
            "Maths.max",
            "change Maths.max as a model suggests",
            1),
        MODEL,
        name(),
        true,
        Arrays.asList(objections));
  }

  List<Tried> heard() {
    return heard;
  }

  List<CaseFile> files() {
    return files;
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public Session open(CaseFile file) {
    files.add(file);
    return new Session() {
      @Override
      public List<Suggestion> next(List<Tried> tried) {
        heard.addAll(tried);
        return rounds.isEmpty() ? List.of() : rounds.remove();
      }

      @Override
      public Optional<String> why() {
        return Optional.of("the script is over");
      }
    };
  }
}

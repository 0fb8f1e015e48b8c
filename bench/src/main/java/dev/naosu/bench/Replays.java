package dev.naosu.bench;

import dev.naosu.bench.judge.HeldOutTests;
import dev.naosu.bench.judge.Judge;
import dev.naosu.bench.judge.Judgement;
import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.recorded.BugReplay;
import dev.naosu.bench.recorded.BugReplay.Agreement;
import dev.naosu.bench.recorded.BugReplay.People;
import dev.naosu.bench.recorded.BugReplay.Shown;
import dev.naosu.bench.recorded.BugReplay.Speed;
import dev.naosu.bench.recorded.Recorded;
import dev.naosu.bench.recorded.RecordedProposer;
import dev.naosu.code.Patch;
import dev.naosu.cycle.Asked;
import dev.naosu.cycle.Findings;
import dev.naosu.cycle.HealRequest;
import dev.naosu.cycle.Models;
import dev.naosu.cycle.Outcome;
import dev.naosu.model.Usage;
import dev.naosu.project.Build.Compilation;
import dev.naosu.prove.Repair;
import dev.naosu.repair.operator.Operators;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Heals bugs with recorded answers in the place of a model, and judges what came of it.
final class Replays {
  private static final Duration JUDGING = Duration.ofSeconds(10);
  private static final Duration MODELS = Duration.ofMinutes(10);

  /// Plausible candidates judged beside those that are shown.
  private static final int JUDGED = 2;

  /// The same of those that people have judged.
  private static final int JUDGED_BY_PEOPLE = 30;

  private static final int SHOWN = 3;

  private final Sandbox sandbox;
  private final HealerSource healers;
  private final boolean templates;
  private final Duration budget;

  /// @param templates whether they search too, before the answers are heard
  /// @param budget of their search
  Replays(Sandbox sandbox, boolean templates, Duration budget) {
    this.sandbox = sandbox;
    this.healers = new HealerSource(sandbox);
    this.templates = templates;
    this.budget = budget;
  }

  BugReplay run(Bug bug, List<Recorded> answers) throws InterruptedException {
    try (Specimen specimen = Specimen.of(bug, sandbox)) {
      return healed(bug, specimen, answers);
    } catch (IOException | RuntimeException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return BugReplay.troubled(bug.id(), bug.group(), String.valueOf(e), answers.size());
    }
  }

  private BugReplay healed(Bug bug, Specimen specimen, List<Recorded> answers)
      throws IOException, InterruptedException {
    Path logs = Files.createDirectories(specimen.scratch().resolve("logs"));
    RecordedProposer proposer = new RecordedProposer(answers);
    Models models =
        new Models(
            List.of(proposer), Models.When.ALWAYS, MODELS, Models.Rules.USUAL, () -> Usage.NONE);
    Outcome outcome;
    List<Map<String, String>> texts = new ArrayList<>();
    Map<Patch, Map<String, String>> plausible = new LinkedHashMap<>();
    Map<Map<String, String>, Boolean> labelled = new LinkedHashMap<>();
    try (HealerSource.Opened opened =
        healers.open(specimen.root(), logs, templates ? Operators.all() : List.of(), models)) {
      outcome =
          opened
              .healer()
              .heal(
                  new HealRequest(
                      bug.failing(), Optional.empty(), Optional.empty(), budget, 1, SHOWN),
                  _ -> {});
      if (outcome instanceof Outcome.Healed healed) {
        for (Repair repair : healed.repairs()) {
          texts.add(repair.candidate().patch().applyTo(opened.copy()::read));
        }
      }
      for (RecordedProposer.Fate fate : proposer.fates()) {
        if (fate.passes().orElse(false) && plausible.size() < JUDGED) {
          plausible.put(fate.patch(), fate.patch().applyTo(opened.copy()::read));
        }
        if (fate.passes().orElse(false)
            && fate.recorded().label().isPresent()
            && labelled.size() < JUDGED_BY_PEOPLE) {
          labelled.putIfAbsent(
              fate.patch().applyTo(opened.copy()::read), fate.recorded().label().get());
        }
      }
    }
    return switch (outcome) {
      case Outcome.CouldNotRun not ->
          BugReplay.troubled(bug.id(), bug.group(), not.what(), answers.size());
      case Outcome.NothingToHeal _ ->
          BugReplay.troubled(bug.id(), bug.group(), "no test fails", answers.size());
      case Outcome.NotHealed(Findings findings, _, _, _) ->
          told(bug, answers, proposer, findings, List.of(), List.of(), People.NOBODY);
      case Outcome.Healed(Findings findings, List<Repair> repairs) -> {
        Map<Map<String, String>, Judgement> judged =
            judged(
                specimen,
                logs,
                texts,
                Stream.concat(plausible.values().stream(), labelled.keySet().stream()).toList());
        People people = People.NOBODY;
        for (Map.Entry<Map<String, String>, Boolean> each : labelled.entrySet()) {
          Judgement judgement = Objects.requireNonNull(judged.get(each.getKey()));
          people = people.with(each.getValue(), judgement.verdict());
        }
        List<Shown> shown = new ArrayList<>();
        for (int i = 0; i < repairs.size(); i++) {
          shown.add(shown(repairs.get(i), Objects.requireNonNull(judged.get(texts.get(i)))));
        }
        yield told(
            bug,
            answers,
            proposer,
            findings,
            shown,
            plausible.values().stream()
                .flatMap(text -> Optional.ofNullable(judged.get(text)).stream())
                .map(Judgement::verdict)
                .toList(),
            people);
      }
    };
  }

  private static Shown shown(Repair repair, Judgement judgement) {
    return new Shown(
        repair.candidate().isByModel(),
        repair.confidence(),
        repair.features(),
        judgement.verdict(),
        judgement.how()
            + judgement.counterexamples().stream()
                .limit(1)
                .map(": "::concat)
                .collect(Collectors.joining()));
  }

  private static BugReplay told(
      Bug bug,
      List<Recorded> answers,
      RecordedProposer proposer,
      Findings findings,
      List<Shown> shown,
      List<Verdict> plausible,
      People people) {
    Asked asked = findings.asked();
    boolean isCorrect =
        plausible.contains(Verdict.CORRECT)
            || shown.stream().anyMatch(each -> each.verdict() == Verdict.CORRECT);
    return new BugReplay(
        bug.id(),
        bug.group(),
        "",
        answers.size(),
        proposer.fates().size(),
        proposer.refused(),
        agreement(proposer.fates()),
        apart(proposer.fates()),
        new Speed(asked.funnel().decided(), asked.working().toMillis(), findings.took().toMillis()),
        asked.funnel().plausible(),
        shown,
        plausible.isEmpty() ? Verdict.NOT_FIXED : plausible.getFirst(),
        isCorrect
            ? Verdict.CORRECT
            : plausible.isEmpty() ? Verdict.NOT_FIXED : Verdict.PLAUSIBLE_ONLY,
        answers.stream().mapToLong(each -> each.answer().usage().tokens()).sum(),
        people);
  }

  private static Map<String, Integer> apart(List<RecordedProposer.Fate> fates) {
    return fates.stream()
        .filter(fate -> fate.recorded().passed().orElse(false) && !fate.passes().orElse(true))
        .collect(Collectors.toMap(RecordedProposer.Fate::why, _ -> 1, Integer::sum));
  }

  private static Agreement agreement(List<RecordedProposer.Fate> fates) {
    int passes = 0;
    int passesAgree = 0;
    int fails = 0;
    int failsAgree = 0;
    int forbidden = 0;
    for (RecordedProposer.Fate fate : fates) {
      forbidden += fate.forbidden() && fate.recorded().passed().orElse(false) ? 1 : 0;
      if (fate.passes().isPresent() && fate.recorded().passed().isPresent()) {
        boolean here = fate.passes().get();
        if (fate.recorded().passed().get()) {
          passes++;
          passesAgree += here ? 1 : 0;
        } else {
          fails++;
          failsAgree += here ? 0 : 1;
        }
      }
    }
    return new Agreement(passes, passesAgree, fails, failsAgree, forbidden);
  }

  private Map<Map<String, String>, Judgement> judged(
      Specimen specimen,
      Path logs,
      List<Map<String, String>> shown,
      List<Map<String, String>> plausible)
      throws IOException, InterruptedException {
    Map<Map<String, String>, Judgement> judged = new HashMap<>();
    List<Map<String, String>> all = new ArrayList<>(shown);
    all.addAll(plausible);
    try (HealerSource.Opened opened = healers.open(specimen.root(), logs)) {
      if (!(opened.build().compile() instanceof Compilation.Compiled compiled)) {
        throw new IOException("the project did not compile again for judging");
      }
      Judge judge =
          new Judge(
              compiled.patient(),
              opened.copy()::read,
              Trials.ofMainCode(specimen.reference(), compiled.patient()),
              HeldOutTests.none(),
              opened.observer(),
              Files.createTempDirectory(specimen.scratch(), "judge"),
              JUDGING);
      for (Map<String, String> text : all) {
        if (!judged.containsKey(text)) {
          judged.put(text, judge.judge(text));
        }
      }
    }
    return judged;
  }
}

package dev.naosu.app.serve;

import dev.naosu.build.ReplaySection;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.machine.DirectoryCopy;
import dev.naosu.project.Replayable.Description;
import dev.naosu.prove.traffic.TrafficProof;
import dev.naosu.prove.traffic.TwinReplay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/// The last proof of a repair before it may ship: the service as it is deployed and the repaired
/// one are asked what was asked in production. It needs a `command` in naosu.yml, and knows no
/// language.
final class TwinProof {
  /// Most of the confidence that is left to a repair that changes what was answered well.
  private static final double CONTRADICTED = 0.5;

  private final TwinReplay twins;
  private final double askBelow;
  private final Duration limit;

  /// @param askBelow confidence below which a person has to approve, in [0, 1]
  /// @param limit longest time for one repair
  TwinProof(TwinReplay twins, double askBelow, Duration limit) {
    this.twins = twins;
    this.askBelow = askBelow;
    this.limit = limit;
  }

  /// The repair with what this proof says for it or against it; as it was when nothing can be said.
  ///
  /// @param project as it is deployed; only read
  Remedy weighed(
      Remedy remedy, Path project, List<RecordedRequest> requests, Consumer<String> progress)
      throws InterruptedException {
    if (requests.isEmpty() || !(ReplaySection.read(project) instanceof Description.Known)) {
      return remedy;
    }
    // a failing one that gets through once it is repaired may change what those after it see
    List<RecordedRequest> ordered =
        requests.stream()
            .sorted(Comparator.comparing(each -> each.role() == Role.FAILING))
            .toList();
    try (DirectoryCopy repaired = DirectoryCopy.of(project)) {
      remedy.change().after().forEach(repaired::write);
      TrafficProof proof = twins.compare(project, repaired.root(), ordered, limit, progress);
      progress.accept("builds side by side: " + told(proof));
      return weighed(remedy, proof);
    } catch (IOException e) {
      progress.accept("the builds could not be compared: " + e.getMessage());
      return remedy;
    }
  }

  private static String told(TrafficProof proof) {
    return switch (proof.verdict()) {
      case HOLDS -> "they answer the same, but for what was repaired";
      case DIFFERS -> "they answer otherwise";
      case STILL_FAILS -> "what failed still fails";
      case NOT_REPRODUCED -> "what failed does not fail in the old one";
      case COULD_NOT_RUN -> "could not be compared";
    };
  }

  private Remedy weighed(Remedy remedy, TrafficProof proof) {
    List<String> sentences = new ArrayList<>(remedy.proof());
    sentences.addAll(proof.proof());
    List<String> doubts = new ArrayList<>(remedy.doubts());
    switch (proof.verdict()) {
      case HOLDS -> {
        // nothing speaks against it
      }
      case DIFFERS, STILL_FAILS -> doubts.addAll(oneLine(proof.doubts()));
      case NOT_REPRODUCED, COULD_NOT_RUN ->
          doubts.add(
              "The old and the repaired build could not be compared by recorded requests: "
                  + oneLine(proof.reasons()).getFirst());
    }
    return new Remedy(
        remedy.base(),
        remedy.description(),
        remedy.place(),
        remedy.diff(),
        remedy.cause(),
        proof.isAgainst() ? capped(remedy.confidence()) : remedy.confidence(),
        sentences,
        doubts,
        remedy.change(),
        remedy.message());
  }

  /// What changes answers that were good never ships without a person's word.
  private double capped(double confidence) {
    return Math.max(0, Math.min(confidence, Math.min(CONTRADICTED, Math.nextDown(askBelow))));
  }

  private static List<String> oneLine(List<String> reasons) {
    return reasons.stream().map(each -> each.lines().findFirst().orElse("")).toList();
  }
}

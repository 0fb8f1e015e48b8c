package dev.naosu.app.serve;

import dev.naosu.cycle.incident.Causes;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.State;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Explanation;
import dev.naosu.diagnose.explanation.Explainer;
import dev.naosu.diagnose.explanation.Explainer.Told;
import dev.naosu.model.Model;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Causes that a model tells too, where one is configured. Not before somebody may read it: a
/// repair does not wait for words. Without an answer the report stays as it was.
record ToldCauses(Causes causes, Incidents incidents, Supplier<Optional<Model>> models)
    implements Causes {
  private static final System.Logger LOG = System.getLogger("dev.naosu.serve");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Override
  public Estimate of(Incident incident) throws InterruptedException {
    Estimate estimate = causes.of(incident);
    boolean isRead = incident.state() != State.OPEN && incident.state() != State.HEALING;
    return isRead && estimate instanceof Estimate.Told(CauseReport report)
        ? new Estimate.Told(told(incident, report))
        : estimate;
  }

  private CauseReport told(Incident incident, CauseReport report) throws InterruptedException {
    Optional<Explanation> before =
        incidents
            .explanation(incident.id())
            .filter(report::isAsKnowingAs)
            .flatMap(CauseReport::explanation);
    if (before.isPresent()) {
      return report.with(before.get());
    }
    Optional<Model> model = models.get();
    return model.isEmpty()
        ? report
        : explained(model.get(), report, incident.id()).map(report::with).orElse(report);
  }

  private static Optional<Explanation> explained(Model model, CauseReport report, long incident)
      throws InterruptedException {
    Explainer explainer = new Explainer(model, new SecureRandom());
    return switch (Limited.run(
        "explanation of incident " + incident, LIMIT, () -> explainer.explain(report))) {
      case Limited.Done<Told>(Told.Explained(Explanation explanation)) -> Optional.of(explanation);
      case Limited.Done<Told>(Told.Silent(String why)) -> silent(incident, why);
      case Limited.Undone<Told>(String why, var _) -> silent(incident, why);
    };
  }

  private static Optional<Explanation> silent(long incident, String why) {
    LOG.log(
        System.Logger.Level.INFO,
        "no model explains the cause of incident " + incident + ": " + why);
    return Optional.empty();
  }
}

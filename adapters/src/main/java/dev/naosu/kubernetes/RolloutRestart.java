package dev.naosu.kubernetes;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Replaces all pods of a Deployment as its own strategy says, like `kubectl rollout restart`.
public final class RolloutRestart implements Deed {
  private static final String MARK = "kubectl.kubernetes.io/restartedAt";
  private static final Traits TRAITS =
      new Traits(
          "kubernetes.restart",
          "replace all pods, one after the other",
          List.of(),
          Traits.Undo.NOTHING_TO_UNDO,
          false,
          Duration.ofMinutes(15));

  private final Workload workload;
  private final InstantSource clock;

  public RolloutRestart(Workload workload, InstantSource clock) {
    this.workload = workload;
    this.clock = clock;
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException {
    Deployment now = workload.read();
    if (Workload.wanted(now) == 0) {
      return new Outlook.Unfit(workload + " is scaled to nothing");
    }
    if (Boolean.TRUE.equals(now.getSpec().getPaused())) {
      return new Outlook.Unfit(workload + " is paused; somebody works on it");
    }
    Optional<String> budget =
        workload.budget(now.getSpec().getTemplate().getMetadata().getLabels());
    if (budget.isPresent() && Workload.ready(now) > 0) {
      return new Outlook.Unfit(budget.get());
    }
    boolean isRecreated =
        now.getSpec().getStrategy() != null
            && "Recreate".equals(now.getSpec().getStrategy().getType());
    return new Outlook.Ready(
        new Plan(
            "replace the "
                + Workload.wanted(now)
                + " pods of "
                + workload
                + (isRecreated ? ", all at once as its strategy says" : ""),
            List.of(order.target().whole().toString()),
            isRecreated ? 1 : Math.min(1, 1.0 / Workload.wanted(now)),
            isRecreated ? workload.readyTime() : Duration.ZERO,
            List.of(),
            ""));
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    String when = clock.instant().toString();
    Workload.asked(
        () ->
            workload
                .client()
                .apps()
                .deployments()
                .inNamespace(workload.namespace())
                .withName(workload.deployment())
                .edit(
                    now ->
                        new DeploymentBuilder(now)
                            .editSpec()
                            .editTemplate()
                            .editOrNewMetadata()
                            .addToAnnotations(MARK, when)
                            .endMetadata()
                            .endTemplate()
                            .endSpec()
                            .build()));
    return workload.awaitReady()
        ? new Applied.Done("all pods of " + workload + " were replaced and are ready")
        : new Applied.Failed(
            "not all pods of "
                + workload
                + " are ready after "
                + workload.readyTime().toSeconds()
                + " s; the old ones stay until they are",
            true);
  }
}

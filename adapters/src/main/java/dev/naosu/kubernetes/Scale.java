package dev.naosu.kubernetes;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Gives a Deployment more or fewer pods, within the limits of the configuration.
public final class Scale implements Deed {
  private static final Traits TRAITS =
      new Traits(
          "kubernetes.scale",
          "change the number of pods",
          List.of(
              new Parameter("replicas", Parameter.Type.COUNT, "how many pods", Optional.empty())),
          Traits.Undo.ON_REQUEST,
          false,
          Duration.ofMinutes(15));

  private final Workload workload;

  public Scale(Workload workload) {
    this.workload = workload;
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException {
    int wanted = order.arguments().count("replicas");
    if (wanted < workload.least() || wanted > workload.most()) {
      return new Outlook.Unfit(
          workload + " may have " + workload.least() + " to " + workload.most() + " pods");
    }
    Deployment now = workload.read();
    int before = Workload.wanted(now);
    if (before == wanted) {
      return new Outlook.Unfit(workload + " has " + wanted + " pods already");
    }
    boolean isScaledByOthers =
        Workload.asked(
            () ->
                workload
                    .client()
                    .autoscaling()
                    .v2()
                    .horizontalPodAutoscalers()
                    .inNamespace(workload.namespace())
                    .list()
                    .getItems()
                    .stream()
                    .anyMatch(
                        each ->
                            "Deployment".equals(each.getSpec().getScaleTargetRef().getKind())
                                && workload
                                    .deployment()
                                    .equals(each.getSpec().getScaleTargetRef().getName())));
    if (isScaledByOthers) {
      return new Outlook.Unfit(
          "a HorizontalPodAutoscaler scales " + workload + ", and would change it back");
    }
    return new Outlook.Ready(
        new Plan(
            "scale " + workload + " from " + before + " to " + wanted + " pods",
            List.of(order.target().whole().toString()),
            wanted < before ? (double) (before - wanted) / before : 0,
            Duration.ZERO,
            List.of(),
            Integer.toString(before)));
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    if (!plan.before().equals("" + Workload.wanted(workload.read()))) {
      throw new Untouched("somebody has scaled " + workload + " since it was looked at");
    }
    return scale(order.arguments().count("replicas"));
  }

  /// What somebody else has made of it since, stays.
  @Override
  public Applied undo(Order order, String before) throws IOException, InterruptedException {
    int now = Workload.wanted(workload.read());
    if (now == Integer.parseInt(before)) {
      return new Applied.Done(workload + " has " + before + " pods");
    }
    return now == order.arguments().count("replicas")
        ? scale(Integer.parseInt(before))
        : new Applied.Done("somebody has scaled " + workload + " to " + now + "; it stays so");
  }

  private Applied scale(int wanted) throws IOException, InterruptedException {
    Workload.asked(
        () ->
            workload
                .client()
                .apps()
                .deployments()
                .inNamespace(workload.namespace())
                .withName(workload.deployment())
                .edit(
                    now -> {
                      now.getSpec().setReplicas(wanted);
                      return now;
                    }));
    return workload.awaitReady()
        ? new Applied.Done(workload + " has " + wanted + " pods, all ready")
        : new Applied.Failed(
            workload
                + " was scaled to "
                + wanted
                + " pods, not all ready after "
                + workload.readyTime().toSeconds()
                + " s",
            true);
  }
}

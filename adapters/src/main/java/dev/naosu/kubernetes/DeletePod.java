package dev.naosu.kubernetes;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Has one pod of a Deployment replaced. The cluster is asked to evict it, which heeds its budgets;
/// the last one that serves is left alone.
public final class DeletePod implements Deed {
  private static final Traits TRAITS =
      new Traits(
          "kubernetes.delete-pod",
          "have one pod replaced",
          List.of(
              new Parameter(
                  "pod",
                  Parameter.Type.NAME,
                  "name of the pod; usually the instance of the target",
                  Optional.of("@target"))),
          Traits.Undo.NOTHING_TO_UNDO,
          false,
          Duration.ofMinutes(10));
  private static final String OF_TARGET = "@target";
  private static final Duration GLANCE = Duration.ofMillis(250);

  private final Workload workload;

  public DeletePod(Workload workload) {
    this.workload = workload;
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  private static String name(Order order) {
    String given = order.arguments().text("pod");
    return given.equals(OF_TARGET) ? order.target().instance() : given;
  }

  @Override
  public Outlook look(Order order) throws IOException {
    String name = name(order);
    Deployment now = workload.read();
    List<Pod> pods = workload.pods(now);
    Optional<Pod> pod =
        pods.stream().filter(each -> each.getMetadata().getName().equals(name)).findFirst();
    if (pod.isEmpty()) {
      return new Outlook.Unfit(workload + " has no pod " + name);
    }
    boolean serves = Workload.isReady(pod.get());
    long others =
        pods.stream().filter(each -> !each.equals(pod.get())).filter(Workload::isReady).count();
    if (serves && others == 0) {
      return new Outlook.Unfit("it is the only pod of " + workload + " that serves");
    }
    Optional<String> budget = workload.budget(pod.get().getMetadata().getLabels());
    if (serves && budget.isPresent()) {
      return new Outlook.Unfit(budget.get());
    }
    return new Outlook.Ready(
        new Plan(
            "have the pod "
                + name
                + " of "
                + workload
                + " replaced, which "
                + (serves ? "serves" : "does not serve")
                + "; "
                + others
                + " others do",
            List.of(order.target().whole() + "/" + name),
            serves ? 1.0 / (others + 1) : 0,
            Duration.ZERO,
            List.of(),
            String.valueOf(pod.get().getMetadata().getUid())));
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    String name = name(order);
    Pod now = pod(name);
    if (now == null || !plan.before().equals(String.valueOf(now.getMetadata().getUid()))) {
      throw new Untouched("the pod " + name + " is another one than when it was looked at");
    }
    boolean accepted =
        Workload.asked(
            () ->
                workload.client().pods().inNamespace(workload.namespace()).withName(name).evict());
    if (!accepted) {
      throw new Untouched(
          "the cluster does not evict " + name + " now: a budget speaks against it");
    }
    long end = System.nanoTime() + workload.readyTime().toNanos();
    while (System.nanoTime() < end) {
      Pod there = pod(name);
      if (there == null || !plan.before().equals(String.valueOf(there.getMetadata().getUid()))) {
        return workload.awaitReady()
            ? new Applied.Done(
                "the pod " + name + " is gone, and all pods of " + workload + " are ready")
            : new Applied.Failed(
                "the pod " + name + " is gone, and not all others are ready", true);
      }
      Thread.sleep(GLANCE);
    }
    return new Applied.Failed("the pod " + name + " was evicted and is still there", true);
  }

  private @Nullable Pod pod(String name) throws IOException {
    return Workload.asked(
        () -> workload.client().pods().inNamespace(workload.namespace()).withName(name).get());
  }
}

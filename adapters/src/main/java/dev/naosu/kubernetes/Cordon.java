package dev.naosu.kubernetes;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import io.fabric8.kubernetes.api.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Lets a node get no new pods for as long as the lease lasts; those that are there stay.
public final class Cordon implements Deed {
  private static final Traits TRAITS =
      new Traits(
          "kubernetes.cordon",
          "give a node no new pods",
          List.of(new Parameter("node", Parameter.Type.NAME, "name of the node", Optional.empty())),
          Traits.Undo.LEASED,
          false,
          Duration.ofMinutes(1));
  private static final String OPEN = "schedulable";

  private final Workload workload;

  public Cordon(Workload workload) {
    this.workload = workload;
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException {
    String name = order.arguments().text("node");
    List<Node> nodes = Workload.asked(() -> workload.client().nodes().list().getItems());
    Optional<Node> node =
        nodes.stream().filter(each -> each.getMetadata().getName().equals(name)).findFirst();
    if (node.isEmpty()) {
      return new Outlook.Unfit("the cluster has no node " + name);
    }
    if (isCordoned(node.get())) {
      return new Outlook.Unfit("the node " + name + " gets no new pods already");
    }
    long left = nodes.stream().filter(each -> !isCordoned(each)).count() - 1;
    if (left * 2 < nodes.size()) {
      return new Outlook.Unfit(
          "only " + left + " of " + nodes.size() + " nodes would be left for new pods");
    }
    return new Outlook.Ready(
        new Plan(
            "give the node " + name + " no new pods; " + left + " others still get some",
            List.of("node:" + name),
            0,
            Duration.ZERO,
            List.of(),
            OPEN));
  }

  private static boolean isCordoned(Node node) {
    return node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException {
    set(order, true);
    return new Applied.Done("the node " + order.arguments().text("node") + " gets no new pods");
  }

  @Override
  public Applied undo(Order order, String before) throws IOException {
    String name = order.arguments().text("node");
    if (Workload.asked(() -> workload.client().nodes().withName(name).get()) == null) {
      return new Applied.Done("the cluster has no node " + name + " any more");
    }
    set(order, !before.equals(OPEN));
    return new Applied.Done("the node " + name + " gets pods again");
  }

  private void set(Order order, boolean cordoned) throws IOException {
    Workload.asked(
        () ->
            workload
                .client()
                .nodes()
                .withName(order.arguments().text("node"))
                .edit(
                    now -> {
                      now.getSpec().setUnschedulable(cordoned ? Boolean.TRUE : null);
                      return now;
                    }));
  }
}

package dev.naosu.durable;

import dev.dbos.transact.workflow.Workflow;
import dev.dbos.transact.workflow.WorkflowClassName;

/// Hands each cycle that comes to this process to the life it is in.
@WorkflowClassName(Cycle.CLASS)
final class CycleWorkflow implements Cycle {
  private final Life life;

  CycleWorkflow(Life life) {
    this.life = life;
  }

  @Override
  @Workflow(name = Cycle.NAME)
  public void run(long incident) {
    if (!life.run(incident)) {
      // the engine keeps as pending what ends interrupted
      Thread.currentThread().interrupt();
    }
  }
}

package dev.naosu.cycle;

import dev.naosu.detect.TestObserver.ObservationFailed;
import dev.naosu.project.Build.Compilation;
import dev.naosu.repair.Operator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// Heals one project: build, observe, localise, search, prove.
public final class HealingCycle implements Healer {
  private final Ports ports;
  private final List<Operator> operators;
  private final Models models;

  /// With templates alone.
  public HealingCycle(Ports ports, List<Operator> operators) {
    this(ports, operators, Models.NONE);
  }

  /// With models beside the templates.
  public HealingCycle(Ports ports, List<Operator> operators, Models models) {
    this.ports = ports;
    this.operators = List.copyOf(operators);
    this.models = models;
  }

  @Override
  public Outcome heal(HealRequest request, Consumer<HealEvent> watcher)
      throws InterruptedException {
    Instant start = ports.clock().instant();
    return switch (ports.build().compile()) {
      case Compilation.Broken broken ->
          new Outcome.CouldNotRun(
              "the project does not build before any change, so there is nothing to compare with",
              broken.command() + "\n" + broken.output(),
              "Fix the build, or give a working one with --build \"…\"");
      case Compilation.Impossible impossible ->
          new Outcome.CouldNotRun(impossible.why(), "", impossible.remedy());
      case Compilation.Compiled compiled -> {
        watcher.accept(
            new HealEvent.Built(
                compiled.patient(), Duration.between(start, ports.clock().instant())));
        try {
          yield new Case(ports, operators, models, compiled.patient(), request, watcher, start)
              .heal();
        } catch (ObservationFailed e) {
          yield new Outcome.CouldNotRun(
              "the tests could not be run: " + e.getMessage(), "", e.remedy());
        }
      }
    };
  }
}

package dev.naosu.bench;

import dev.naosu.build.BuildOptions;
import dev.naosu.build.Builds;
import dev.naosu.build.Detection;
import dev.naosu.build.LauncherJars;
import dev.naosu.cycle.Healer;
import dev.naosu.cycle.HealingCycle;
import dev.naosu.cycle.Models;
import dev.naosu.cycle.Ports;
import dev.naosu.detect.TestObserver;
import dev.naosu.jvm.ForkedJavac;
import dev.naosu.jvm.ForkedObserver;
import dev.naosu.jvm.ForkedWorker;
import dev.naosu.jvm.JvmLauncher;
import dev.naosu.jvm.ObservedCommand;
import dev.naosu.machine.DirectoryCopy;
import dev.naosu.machine.JdkCatalogue;
import dev.naosu.machine.OutputFiles;
import dev.naosu.project.Build;
import dev.naosu.project.WorkingCopy;
import dev.naosu.prove.RegressionTests;
import dev.naosu.prove.RequestReplay;
import dev.naosu.redaction.Redaction;
import dev.naosu.repair.Operator;
import dev.naosu.repair.operator.Operators;
import dev.naosu.repair.strategy.PastRepairs;
import dev.naosu.replay.ReplayInTwins;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Puts the healing cycle together for one project, with the parts that `naosu heal` has.
final class HealerSource {
  private static final Duration REPLAYING = Duration.ofSeconds(5);

  private final Sandbox sandbox;
  private final JdkCatalogue jdks;
  private final LauncherJars jars;

  HealerSource(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.jdks = JdkCatalogue.ofThisMachine();
    this.jars =
        new LauncherJars(sandbox, Path.of(System.getProperty("user.home"), ".m2", "repository"));
  }

  /// A project in a throw-away copy.
  record Opened(WorkingCopy copy, Build build, TestObserver observer, Healer healer)
      implements AutoCloseable {
    @Override
    public void close() {
      copy.close();
    }
  }

  /// @param logs directory for what builds and JVMs write
  /// @throws IOException with a text for people when it is no project or cannot be copied
  Opened open(Path project, Path logs) throws IOException {
    return open(project, logs, Operators.all(), Models.NONE);
  }

  /// The same, with other templates and with models.
  Opened open(Path project, Path logs, List<Operator> operators, Models models) throws IOException {
    DirectoryCopy copy = DirectoryCopy.of(project);
    switch (new Builds(sandbox, jdks, jars).detect(copy.root(), BuildOptions.usual(logs))) {
      case Detection.NotAProject none -> {
        copy.close();
        throw new IOException(none.why() + " " + none.remedy());
      }
      case Detection.Found found -> {
        JvmLauncher launcher = new JvmLauncher(jars::lacking, logs);
        TestObserver observer = new ForkedObserver(launcher);
        Ports ports =
            new Ports(
                copy,
                found.build(),
                observer,
                new ObservedCommand(sandbox, logs),
                (patient, module) -> new ForkedWorker(launcher, patient, module),
                new ForkedJavac(sandbox, logs)::open,
                new ReplayInTwins(observer, logs, REPLAYING, Redaction::of),
                RequestReplay.none(),
                RegressionTests.none(),
                PastRepairs.NONE,
                new OutputFiles(copy.root()),
                sandbox,
                InstantSource.system());
        return new Opened(
            copy, found.build(), observer, new HealingCycle(ports, operators, models));
      }
    }
  }
}

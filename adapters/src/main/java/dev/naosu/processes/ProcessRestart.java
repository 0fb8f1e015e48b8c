package dev.naosu.processes;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.machine.web.Caller;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks a program to end, waits, and starts it again. One that does not run is only started.
public final class ProcessRestart implements Deed {
  private static final Traits TRAITS =
      new Traits(
          "process.restart",
          "restart a process",
          List.of(
              new Parameter(
                  "grace",
                  Parameter.Type.TIME,
                  "how long it may take to end by itself",
                  Optional.of("10s")),
              new Parameter(
                  "kill",
                  Parameter.Type.YES_OR_NO,
                  "whether it is killed when it does not end by itself",
                  Optional.of("false"))),
          Traits.Undo.NOTHING_TO_UNDO,
          false,
          Duration.ofMinutes(5));
  private static final Duration LONGEST_GRACE = Duration.ofMinutes(2);
  private static final Duration DYING = Duration.ofSeconds(5);
  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private final ManagedProcess process;
  private final Caller caller;

  public ProcessRestart(ManagedProcess process, Caller caller) {
    this.process = process;
    this.caller = caller;
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException {
    if (!Files.isDirectory(process.directory())) {
      return new Outlook.Unfit("there is no directory " + process.directory() + " to start it in");
    }
    if (order.arguments().time("grace").compareTo(LONGEST_GRACE) > 0) {
      return new Outlook.Unfit("it is waited for at most " + LONGEST_GRACE.toSeconds() + " s");
    }
    Optional<Incarnation> running = new Finding(process).find();
    String program = process.words().getFirst();
    return new Outlook.Ready(
        new Plan(
            running
                .map(each -> "end process " + each.pid() + " (" + program + ") and start it again")
                .orElse("start " + program + ", which does not run"),
            List.of(order.target().toString()),
            1,
            order.arguments().time("grace").plus(SETTLING),
            List.of(),
            running.map(each -> each.pid() + " " + each.birth()).orElse("")));
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    Optional<Incarnation> running = new Finding(process).find();
    String now = running.map(each -> each.pid() + " " + each.birth()).orElse("");
    if (!now.equals(plan.before())) {
      throw new Untouched("another process runs now than when it was looked at");
    }
    if (running.isPresent()) {
      boolean ended =
          end(running.get(), order.arguments().time("grace"), order.arguments().isSet("kill"));
      if (!ended) {
        return new Applied.Failed(
            "process "
                + running.get().pid()
                + " was asked to end and did not, within "
                + order.arguments().time("grace").toSeconds()
                + " s; it was not started again",
            true);
      }
    }
    return start(running.map(each -> "process " + each.pid() + " ended; ").orElse(""));
  }

  /// The JDK signals nobody who has only the same number.
  private static boolean end(Incarnation running, Duration grace, boolean mayKill)
      throws InterruptedException {
    Optional<ProcessHandle> handle = ProcessHandle.of(running.pid());
    if (handle.isEmpty() || !running.isAlive()) {
      return true;
    }
    handle.get().destroy();
    boolean ended = awaitEnd(handle.get(), running, grace);
    if (!ended && mayKill) {
      handle.get().destroyForcibly();
      ended = awaitEnd(handle.get(), running, DYING);
    }
    return ended;
  }

  private static boolean awaitEnd(ProcessHandle handle, Incarnation running, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    // an ended process that its parent has not asked for has ended all the same
    while (running.isAlive() && System.nanoTime() < end) {
      try {
        handle.onExit().get(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // once more
        continue;
      } catch (ExecutionException e) {
        throw new IllegalStateException("nobody completes it so", e);
      }
    }
    return !running.isAlive();
  }

  private Applied start(String before) throws IOException, InterruptedException {
    Detached fresh =
        Detached.atGate(process.words(), process.environment(), process.directory(), process.log());
    Incarnation incarnation = fresh.incarnation();
    if (process.pidFile().isPresent()) {
      note(process.pidFile().get(), incarnation);
    }
    fresh.open();
    Optional<String> trouble = trouble(incarnation);
    return trouble.isPresent()
        ? new Applied.Failed(before + trouble.get() + "; see " + process.log(), true)
        : new Applied.Done(
            before
                + "process "
                + incarnation.pid()
                + (process.health().isPresent() ? " answers well" : " runs"));
  }

  private static void note(Path file, Incarnation incarnation) throws IOException {
    Files.writeString(file, incarnation.pid() + "\n", StandardCharsets.US_ASCII);
  }

  private Optional<String> trouble(Incarnation incarnation) throws InterruptedException {
    if (process.health().isEmpty()) {
      Thread.sleep(SETTLING);
      return incarnation.isAlive()
          ? Optional.empty()
          : Optional.of("what was started ended at once");
    }
    long end = System.nanoTime() + process.readyTime().toNanos();
    while (System.nanoTime() < end) {
      if (!incarnation.isAlive()) {
        return Optional.of("what was started ended at once");
      }
      if (caller.awaitWell(process.health().get(), GLANCE)) {
        return Optional.empty();
      }
    }
    return Optional.of(
        "process "
            + incarnation.pid()
            + " was started and does not answer well after "
            + process.readyTime().toSeconds()
            + " s");
  }
}

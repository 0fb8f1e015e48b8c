package dev.naosu.processes;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.circuit.Reload;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Lets a program read its configuration again by SIGHUP; one that does not listen for that signal
/// would end by it, and is left alone.
public final class HangUp implements Deed {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration SETTLING = Duration.ofSeconds(1);
  private static final int HEXADECIMAL = 16;
  private static final String CAUGHT = "SigCgt:";

  private final ManagedProcess process;

  public HangUp(ManagedProcess process) {
    this.process = process;
  }

  @Override
  public Traits traits() {
    return Reload.TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException {
    Optional<Incarnation> running = new Finding(process).find();
    if (running.isEmpty()) {
      return new Outlook.Unfit(process.words().getFirst() + " does not run");
    }
    if (!listens(running.get().pid())) {
      return new Outlook.Unfit(
          "process " + running.get().pid() + " does not listen for SIGHUP, and would end by it");
    }
    return new Outlook.Ready(
        new Plan(
            "send SIGHUP to process " + running.get().pid(),
            List.of(order.target().toString()),
            0,
            Duration.ZERO,
            List.of(),
            running.get().pid() + " " + running.get().birth()));
  }

  /// The lowest bit of the signals that it catches.
  private static boolean listens(long pid) throws IOException {
    for (String line :
        Files.readAllLines(Path.of("/proc", "" + pid, "status"), StandardCharsets.ISO_8859_1)) {
      if (line.startsWith(CAUGHT)) {
        return new BigInteger(line.substring(CAUGHT.length()).strip(), HEXADECIMAL).testBit(0);
      }
    }
    return false;
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    Optional<Incarnation> running = new Finding(process).find();
    if (running.isEmpty()
        || !plan.before().equals(running.get().pid() + " " + running.get().birth())) {
      throw new Untouched("another process runs now than when it was looked at");
    }
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -s HUP -- \"$0\"", "" + running.get().pid())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!kill.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
      throw new Untouched("process " + running.get().pid() + " could not be sent a signal");
    }
    Thread.sleep(SETTLING);
    return running.get().isAlive()
        ? new Applied.Done("process " + running.get().pid() + " was told to read it again")
        : new Applied.Failed("process " + running.get().pid() + " ended by the signal", true);
  }
}

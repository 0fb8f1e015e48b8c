package dev.naosu.jmx;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import javax.management.JMException;

/// An action on a Java process by its management beans.
public final class JvmAction implements Action {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Jvms jvms;
  private final Traits traits;
  private final Way way;

  private JvmAction(Jvms jvms, Traits traits, Way way) {
    this.jvms = jvms;
    this.traits = traits;
    this.way = way;
  }

  /// All there are.
  public static List<Action> all(Jvms jvms, InstantSource clock) {
    return List.of(
        new JvmAction(
            jvms,
            traits("jvm.gc", "collect garbage", List.of(), Traits.Undo.NOTHING_TO_UNDO),
            new Collect()),
        new JvmAction(
            jvms,
            traits(
                "jvm.log-level",
                "change the level of a logger",
                List.of(
                    new Parameter(
                        "logger",
                        Parameter.Type.NAME,
                        "the logger, such as com.acme",
                        Optional.empty()),
                    new Parameter(
                        "level", Parameter.Type.NAME, "such as DEBUG or WARN", Optional.empty())),
                Traits.Undo.LEASED),
            new LogLevel()),
        new JvmAction(
            jvms,
            traits(
                "jvm.pool-reset",
                "let the connections of pools go",
                List.of(
                    new Parameter(
                        "pool",
                        Parameter.Type.TEXT,
                        "name of the pool; empty for all",
                        Optional.of(""))),
                Traits.Undo.NOTHING_TO_UNDO),
            new PoolReset()),
        new JvmAction(
            jvms,
            traits(
                "jvm.heap-dump",
                "write the heap into a file",
                List.of(
                    new Parameter(
                        "directory",
                        Parameter.Type.PATH,
                        "where, of the machine it runs on",
                        Optional.of("/tmp"))),
                Traits.Undo.NOTHING_TO_UNDO),
            new HeapDump(clock)));
  }

  private static Traits traits(
      String name, String title, List<Parameter> parameters, Traits.Undo undo) {
    return new Traits(name, title, parameters, undo, false, LIMIT);
  }

  /// How one of them is done.
  sealed interface Way permits Collect, LogLevel, PoolReset, HeapDump {
    /// @throws IOException when it cannot be done, with a text for people
    Prospect look(Attached jvm, Arguments arguments) throws IOException, JMException;

    /// @return what was done, in one sentence
    String apply(Attached jvm, Arguments arguments) throws IOException, JMException;

    /// @return what was put back, in one sentence
    default String undo(Attached jvm, Arguments arguments, String before)
        throws IOException, JMException {
      return "there is nothing to put back";
    }
  }

  /// What would be done.
  record Prospect(String words, Duration outage, String before) {}

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public Outlook look(Order order) throws InterruptedException {
    OptionalLong pid = jvms.pid(order.target());
    if (pid.isEmpty()) {
      return new Outlook.Unfit("no process of " + order.target() + " was found, or several were");
    }
    try {
      Prospect prospect =
          Attached.to(pid.getAsLong(), LOOK, jvm -> way.look(jvm, order.arguments()));
      return new Outlook.Ready(
          new Plan(
              prospect.words() + " of " + order.target() + " (process " + pid.getAsLong() + ")",
              List.of(order.target().toString()),
              0,
              prospect.outage(),
              List.of(),
              prospect.before()));
    } catch (IOException e) {
      return new Outlook.Unfit(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Applied apply(Order order, Plan plan) throws InterruptedException {
    return done(order, true, jvm -> way.apply(jvm, order.arguments()));
  }

  @Override
  public Applied undo(Order order, String before) throws InterruptedException {
    if (jvms.pid(order.target()).isEmpty()) {
      return new Applied.Done("the process is gone, and what was changed with it");
    }
    return done(order, false, jvm -> way.undo(jvm, order.arguments(), before));
  }

  private Applied done(Order order, boolean half, Attached.Work<String> work)
      throws InterruptedException {
    OptionalLong pid = jvms.pid(order.target());
    if (pid.isEmpty()) {
      return new Applied.Failed("the process is gone", false);
    }
    try {
      return new Applied.Done(Attached.to(pid.getAsLong(), LIMIT, work));
    } catch (IOException e) {
      return new Applied.Failed(String.valueOf(e.getMessage()), half);
    }
  }

  private static final class Collect implements Way {
    @Override
    public Prospect look(Attached jvm, Arguments arguments) throws IOException {
      return new Prospect("collects the garbage", Duration.ofSeconds(2), "");
    }

    @Override
    public String apply(Attached jvm, Arguments arguments) throws IOException {
      var memory = jvm.platform(MemoryMXBean.class);
      long before = memory.getHeapMemoryUsage().getUsed();
      memory.gc();
      long after = memory.getHeapMemoryUsage().getUsed();
      return "collected: "
          + megabytes(before)
          + " of heap were taken, "
          + megabytes(after)
          + " still are";
    }
  }

  private static final class LogLevel implements Way {
    @Override
    public Prospect look(Attached jvm, Arguments arguments) throws IOException, JMException {
      Loggers loggers = loggers(jvm, arguments);
      return new Prospect(
          "sets the logger "
              + arguments.text("logger")
              + " from "
              + (loggers.level().isEmpty() ? "what its parent has" : loggers.level())
              + " to "
              + arguments.text("level"),
          Duration.ZERO,
          loggers.level());
    }

    @Override
    public String apply(Attached jvm, Arguments arguments) throws IOException, JMException {
      loggers(jvm, arguments).set(arguments.text("level"));
      return "the logger "
          + arguments.text("logger")
          + " writes "
          + arguments.text("level")
          + " and above";
    }

    @Override
    public String undo(Attached jvm, Arguments arguments, String before)
        throws IOException, JMException {
      loggers(jvm, arguments).set(before);
      return "the logger "
          + arguments.text("logger")
          + " is as it was: "
          + (before.isEmpty() ? "what its parent has" : before);
    }

    private static Loggers loggers(Attached jvm, Arguments arguments)
        throws IOException, JMException {
      return Loggers.of(jvm, arguments.text("logger"))
          .orElseThrow(
              () ->
                  new IOException(
                      "no logger "
                          + arguments.text("logger")
                          + " shows itself as a management bean there"));
    }
  }

  private static final class PoolReset implements Way {
    @Override
    public Prospect look(Attached jvm, Arguments arguments) throws IOException, JMException {
      List<Pools.Pool> pools = pools(jvm, arguments);
      if (pools.isEmpty()) {
        throw new IOException("no such pool shows itself as a management bean there");
      }
      return new Prospect("lets the connections go of " + names(pools), Duration.ZERO, "");
    }

    @Override
    public String apply(Attached jvm, Arguments arguments) throws IOException, JMException {
      List<Pools.Pool> pools = pools(jvm, arguments);
      for (Pools.Pool each : pools) {
        jvm.beans().invoke(each.bean(), each.reset(), new Object[0], new String[0]);
      }
      return "told to let their connections go: " + names(pools);
    }

    private static List<Pools.Pool> pools(Attached jvm, Arguments arguments)
        throws IOException, JMException {
      List<Pools.Pool> fitting = new ArrayList<>(Pools.of(jvm));
      String name = arguments.text("pool");
      fitting.removeIf(each -> !name.isEmpty() && !each.name().equals(name));
      return fitting;
    }

    private static String names(List<Pools.Pool> pools) {
      return pools.stream().map(Pools.Pool::name).collect(Collectors.joining(", "));
    }
  }

  private static final class HeapDump implements Way {
    private final InstantSource clock;

    HeapDump(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public Prospect look(Attached jvm, Arguments arguments) throws IOException {
      Path directory = Path.of(arguments.text("directory"));
      long heap = jvm.platform(MemoryMXBean.class).getHeapMemoryUsage().getUsed();
      if (!Files.isDirectory(directory)
          || Files.getFileStore(directory).getUsableSpace() < 2 * heap) {
        throw new IOException(directory + " is no directory with " + megabytes(2 * heap) + " free");
      }
      return new Prospect(
          "writes about " + megabytes(heap) + " of heap into " + directory,
          Duration.ofSeconds(10),
          "");
    }

    @Override
    public String apply(Attached jvm, Arguments arguments) throws IOException {
      Path file =
          Path.of(arguments.text("directory"))
              .resolve("heap-" + clock.instant().toEpochMilli() + ".hprof");
      jvm.platform(HotSpotDiagnosticMXBean.class).dumpHeap(file.toString(), true);
      return "written: " + file;
    }
  }

  private static String megabytes(long bytes) {
    return (bytes >> 20) + " MB";
  }
}

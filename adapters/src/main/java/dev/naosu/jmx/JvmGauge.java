package dev.naosu.jmx;

import com.sun.management.OperatingSystemMXBean;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vital;
import dev.naosu.detect.vitals.Vitals;
import java.io.IOException;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;

/// Measures Java processes. What is a matter of time, such as growth, is known from the second look
/// at the same process on.
public final class JvmGauge implements Vitals.Gauge {
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  /// Growth is told of so much time.
  private static final Duration HOUR = Duration.ofHours(1);

  /// And not before so much of it was seen.
  private static final Duration SEEN = Duration.ofMinutes(5);

  /// Threads are begun within moments, classes are loaded for minutes after a start.
  private static final Duration THREADS_SEEN = Duration.ofSeconds(30);

  private static final Duration APART = Duration.ofSeconds(20);

  private final Jvms jvms;
  private final InstantSource clock;
  private final Map<Target, Past> pasts = new ConcurrentHashMap<>();

  public JvmGauge(Jvms jvms, InstantSource clock) {
    this.jvms = jvms;
    this.clock = clock;
  }

  /// What is measured here.
  public static List<Vital> known() {
    return List.of(
        new Vital("process.up", "1", "1 when the process is there; or 0"),
        new Vital("heap.after-gc", "%", "heap that was still taken after the last collection"),
        new Vital("gc.time", "%", "time that was spent on collecting since the last look"),
        new Vital("threads", "1", "live threads"),
        new Vital("threads.growth", "1", "threads more than an hour ago"),
        new Vital("threads.deadlocked", "1", "threads that wait for each other for ever"),
        new Vital("pool.waiting", "1", "threads that wait for a connection of a pool"),
        new Vital("pool.used", "%", "connections in use, of the pool that has fewest left"),
        new Vital("classes.loaded", "1", "classes that are loaded now"),
        new Vital("classes.unloaded", "1", "classes that were unloaded since it was started"),
        new Vital("classes.growth", "1", "loaded classes more than an hour ago"));
  }

  @Override
  public Vitals measure(Target target) throws InterruptedException {
    OptionalLong pid = jvms.pid(target);
    SortedMap<String, Double> values = new TreeMap<>();
    if (pid.isEmpty()) {
      pasts.remove(target);
      values.put("process.up", 0.0);
      return new Vitals(target, clock.instant(), values);
    }
    values.put("process.up", 1.0);
    try {
      Look look = Attached.to(pid.getAsLong(), PATIENCE, JvmGauge::look);
      values.putAll(look.values());
      Past past =
          pasts.compute(
              target,
              (_, old) -> old != null && old.began == look.began() ? old : new Past(look.began()));
      past.add(look, clock.instant(), values);
    } catch (IOException e) {
      // it is there and tells nothing: unknown
    }
    return new Vitals(target, clock.instant(), values);
  }

  /// @param began when it was started, which tells it from another process with its number
  /// @param collecting milliseconds so far
  private record Look(long began, long uptime, long collecting, Map<String, Double> values) {}

  private static Look look(Attached jvm) throws IOException, JMException {
    Map<String, Double> values = new TreeMap<>();
    RuntimeMXBean runtime = jvm.platform(RuntimeMXBean.class);
    ThreadMXBean threads = jvm.platform(ThreadMXBean.class);
    values.put("threads", (double) threads.getThreadCount());
    long[] deadlocked = threads.findDeadlockedThreads();
    values.put("threads.deadlocked", deadlocked == null ? 0.0 : deadlocked.length);
    ClassLoadingMXBean classes = jvm.platform(ClassLoadingMXBean.class);
    values.put("classes.loaded", (double) classes.getLoadedClassCount());
    values.put("classes.unloaded", (double) classes.getUnloadedClassCount());
    double load = jvm.platform(OperatingSystemMXBean.class).getProcessCpuLoad();
    if (load >= 0) {
      values.put("cpu.used", 100 * load);
    }
    heap(jvm, values);
    pools(jvm, values);
    long collecting =
        ManagementFactory.getPlatformMXBeans(jvm.beans(), GarbageCollectorMXBean.class).stream()
            .mapToLong(each -> Math.max(0, each.getCollectionTime()))
            .sum();
    return new Look(runtime.getStartTime(), runtime.getUptime(), collecting, values);
  }

  private static void heap(Attached jvm, Map<String, Double> values) throws IOException {
    double after = 0;
    for (MemoryPoolMXBean pool :
        ManagementFactory.getPlatformMXBeans(jvm.beans(), MemoryPoolMXBean.class)) {
      MemoryUsage usage = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
      after += usage == null ? 0 : usage.getUsed();
    }
    long most = jvm.platform(MemoryMXBean.class).getHeapMemoryUsage().getMax();
    if (most > 0) {
      values.put("heap.after-gc", 100 * after / most);
    }
  }

  private static void pools(Attached jvm, Map<String, Double> values)
      throws IOException, JMException {
    List<Pools.Pool> pools = Pools.of(jvm);
    if (pools.isEmpty()) {
      return;
    }
    values.put("pool.waiting", pools.stream().mapToDouble(Pools.Pool::waiting).sum());
    pools.stream()
        .filter(each -> each.most() > 0)
        .mapToDouble(each -> 100 * each.active() / each.most())
        .max()
        .ifPresent(used -> values.put("pool.used", used));
  }

  /// What was seen of a process before.
  private static final class Past {
    private final long began;
    private final Deque<Point> points = new ArrayDeque<>();
    private long uptime = -1;
    private long collecting;

    private record Point(Instant at, double threads, double classes) {}

    Past(long began) {
      this.began = began;
    }

    synchronized void add(Look look, Instant now, Map<String, Double> values) {
      if (uptime >= 0 && look.uptime() > uptime) {
        values.put("gc.time", 100.0 * (look.collecting() - collecting) / (look.uptime() - uptime));
      }
      uptime = look.uptime();
      collecting = look.collecting();
      Point point =
          new Point(
              now,
              look.values().getOrDefault("threads", 0.0),
              look.values().getOrDefault("classes.loaded", 0.0));
      if (points.isEmpty() || points.getLast().at().plus(APART).isBefore(now)) {
        points.addLast(point);
      }
      while (points.size() > 1 && points.getFirst().at().plus(HOUR).isBefore(now)) {
        points.removeFirst();
      }
      Point first = points.getFirst();
      if (!first.at().plus(THREADS_SEEN).isAfter(now)) {
        values.put("threads.growth", point.threads() - first.threads());
      }
      if (!first.at().plus(SEEN).isAfter(now)) {
        values.put("classes.growth", point.classes() - first.classes());
      }
    }
  }
}

package market.tell;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Map;

/** What the JVM knows of itself, by the names that OpenTelemetry has for it where it has one. */
public final class JvmMetrics {
  private JvmMetrics() {}

  public static void in(Meter meter) {
    meter.gauge(
        "jvm.memory.used",
        "By",
        Map.of(),
        () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    meter.gauge("jvm.memory.used_after_last_gc", "By", Map.of(), JvmMetrics::usedAfterGc);
    meter.sum("jvm.gc.time", "s", Map.of(), JvmMetrics::gcSeconds);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    meter.gauge("jvm.thread.count", "{thread}", Map.of(), threads::getThreadCount);
    meter.gauge("jvm.thread.blocked", "{thread}", Map.of(), () -> blocked(threads));
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      meter.sum("process.cpu.time", "s", Map.of(), () -> system.getProcessCpuTime() / 1e9);
      meter.gauge(
          "process.open_file_descriptor.count",
          "{file_descriptor}",
          Map.of(),
          system::getOpenFileDescriptorCount);
    }
  }

  /** Of the old generation: what is held for long. */
  private static double usedAfterGc() {
    double sum = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      boolean isOld = pool.getName().matches(".*(Tenured|Old).*");
      MemoryUsage usage = isOld ? pool.getCollectionUsage() : null;
      sum += usage == null ? 0 : usage.getUsed();
    }
    return sum;
  }

  private static double gcSeconds() {
    double millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      millis += Math.max(0, collector.getCollectionTime());
    }
    return millis / 1e3;
  }

  private static double blocked(ThreadMXBean threads) {
    int blocked = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadState() == Thread.State.BLOCKED) {
        blocked++;
      }
    }
    return blocked;
  }
}

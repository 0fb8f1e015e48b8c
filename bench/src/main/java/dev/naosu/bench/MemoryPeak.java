package dev.naosu.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import dev.naosu.bench.trial.Memory;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/// Watches the memory of this JVM. What a collection leaves is what the program really needs; what
/// lies between two collections says more about the heap's size than about the program.
final class MemoryPeak {
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB");

  private final AtomicLong peakBytes = new AtomicLong();
  private final Set<String> heap =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toUnmodifiableSet());

  private MemoryPeak() {}

  static MemoryPeak watch() {
    MemoryPeak peak = new MemoryPeak();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener((told, _) -> peak.collected(told), null, null);
      }
    }
    return peak;
  }

  private void collected(Notification told) {
    if (told.getUserData() instanceof CompositeData data
        && told.getType()
            .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      Map<String, MemoryUsage> after =
          GarbageCollectionNotificationInfo.from(data).getGcInfo().getMemoryUsageAfterGc();
      peakBytes.accumulateAndGet(
          after.entrySet().stream()
              .filter(pool -> heap.contains(pool.getKey()))
              .mapToLong(pool -> pool.getValue().getUsed())
              .sum(),
          Math::max);
    }
  }

  /// Without a collection so far, what is in use now.
  Memory soFar() {
    long bytes = peakBytes.get();
    if (bytes == 0) {
      bytes = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
    return new Memory((bytes >> 20) + 1, resident());
  }

  private static Optional<Long> resident() {
    try {
      Matcher matcher = RESIDENT.matcher(Files.readString(Path.of("/proc/self/status")));
      return matcher.find()
          ? Optional.of(Long.parseLong(matcher.group(1)) >> 10)
          : Optional.empty();
    } catch (IOException _) {
      // only Linux tells
      return Optional.empty();
    }
  }
}

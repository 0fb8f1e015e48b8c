package dev.naosu.durable;

import dev.naosu.cycle.incident.Steps;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// Writes down what each step does, and stops for ever where the process is to be killed.
///
/// `did` is the effect of a step, `knows` that the cycle went on from it, `here` that it stands
/// where it was told to, `CLASH` that two were in the same cycle at once.
final class WatchedSteps implements Steps {
  private final Steps steps;
  private final long incident;
  private final String stand;
  private final Diary diary;

  /// @param stand such as `amid 2 HEALING`; empty for nowhere
  WatchedSteps(Steps steps, long incident, String stand, Diary diary) {
    this.steps = steps;
    this.incident = incident;
    this.stand = stand;
    this.diary = diary;
  }

  @Override
  public String once(String name, Callable<String> work) {
    return watched(name, () -> steps.once(name, () -> done(name, work)));
  }

  @Override
  public String inTurn(String name, Callable<String> work) {
    return watched(name, () -> steps.inTurn(name, () -> done(name, work)));
  }

  @Override
  public String aside(String name, Callable<String> work) {
    return watched(name, () -> steps.aside(name, () -> done(name, work)));
  }

  @Override
  public Optional<String> await(String topic, Duration limit) {
    if (stand.equals("await")) {
      diary.write("here " + incident);
    }
    return steps.await(topic, limit);
  }

  @Override
  public void sleep(Duration time) {
    steps.sleep(time);
  }

  private String watched(String name, Supplier<String> step) {
    stand("before " + name);
    String said = step.get();
    diary.write("knows " + incident + " " + name);
    stand("after " + name);
    return said;
  }

  private String done(String name, Callable<String> work) throws Exception {
    Path file = diary.beside("lock-" + incident);
    // ends with the process, however that ends
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (!isMine(channel)) {
        diary.write("CLASH " + incident + " " + name);
      }
      String said = work.call();
      diary.write("did " + incident + " " + name);
      stand("amid " + name);
      return said;
    }
  }

  private static boolean isMine(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private void stand(String place) {
    if (stand.equals(place)) {
      diary.write("here " + incident);
      try {
        Thread.sleep(Duration.ofDays(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the process has lost its lease", e);
      }
    }
  }
}

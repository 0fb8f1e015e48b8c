package dev.naosu.app.serve;

import dev.naosu.app.prevent.Foresight;
import dev.naosu.app.prevent.PreventionJson;
import dev.naosu.cycle.upkeep.Case;
import dev.naosu.cycle.upkeep.Share;
import dev.naosu.cycle.upkeep.Upkeep;
import dev.naosu.postgres.JdbcCases;
import dev.naosu.postgres.JdbcReadings;
import dev.naosu.repair.upkeep.Appraiser.Finding;
import dev.naosu.repair.upkeep.Urgency;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/// Looks ahead as long as a server runs: measures, plans, and meets what is due in its window. Of
/// several servers on one database, one at a time does.
public final class Prevention implements Foresight, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.serve");
  private static final Duration PULSE = Duration.ofMinutes(1);
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration REMEMBERED = Duration.ofDays(180);
  private static final Duration COUNTED = Duration.ofDays(90);

  private final Upkeep upkeep;
  private final JdbcCases cases;
  private final JdbcReadings readings;
  private final Duration every;
  private final InstantSource clock;
  private final ReentrantLock one = new ReentrantLock();
  private volatile List<Finding> findings = List.of();
  private volatile Optional<Instant> looked = Optional.empty();
  private Optional<Thread> thread = Optional.empty();

  Prevention(
      Upkeep upkeep,
      JdbcCases cases,
      JdbcReadings readings,
      Duration every,
      InstantSource clock,
      MeterRegistry meters) {
    this.upkeep = upkeep;
    this.cases = cases;
    this.readings = readings;
    this.every = every;
    this.clock = clock;
    for (Urgency urgency : Urgency.values()) {
      Gauge.builder(
              "naosu.prevention.needs",
              () -> cases.open().stream().filter(each -> each.need().urgency() == urgency).count())
          .description("needs that are not met yet")
          .tag("urgency", urgency.word())
          .strongReference(true)
          .register(meters);
    }
    Gauge.builder("naosu.prevention.in.time.share", () -> share().value().orElse(Double.NaN))
        .description(
            "share of what was due in 90 days that was met before its date; NaN before the first")
        .strongReference(true)
        .register(meters);
  }

  /// Begins to look.
  synchronized void begin() {
    thread = Optional.of(Thread.ofVirtual().name("prevention").start(this::live));
  }

  @Override
  public PreventionJson.Told told() {
    return new PreventionJson.Told(
        cases.open(),
        cases.over(clock.instant().minus(COUNTED)),
        upkeep.plan(),
        findings,
        upkeep.windows(),
        looked);
  }

  @Override
  public Optional<Case> run(String need, String by) throws InterruptedException {
    Optional<Case> known = cases.latest(need).filter(each -> !each.state().isOver());
    if (known.isEmpty()) {
      return known;
    }
    LOG.log(System.Logger.Level.INFO, by + " has " + need + " met now");
    CompletableFuture<Optional<Case>> met = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("prevention-" + need)
        .start(
            () -> {
              one.lock();
              try {
                met.complete(upkeep.run(need));
              } catch (InterruptedException | RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, need + " could not be met", e);
                met.completeExceptionally(e);
              } finally {
                one.unlock();
              }
            });
    try {
      return met.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException _) {
      // it goes on, or the log says why not
      return cases.latest(need);
    }
  }

  Share share() {
    return Share.of(cases.over(clock.instant().minus(COUNTED)));
  }

  /// Once through all of it.
  ///
  /// @return false when another process is at it
  boolean pulse() throws Exception {
    one.lock();
    try {
      return cases.alone(
          () -> {
            Instant now = clock.instant();
            if (looked.filter(last -> now.isBefore(last.plus(every))).isEmpty()) {
              findings = upkeep.look();
              looked = Optional.of(now);
              readings.forgetBefore(now.minus(REMEMBERED));
              cases.forgetBefore(now.minus(REMEMBERED));
            }
            upkeep.work();
            return null;
          });
    } finally {
      one.unlock();
    }
  }

  private void live() {
    try {
      Thread.sleep(FIRST);
      while (true) {
        try {
          pulse();
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception e) {
          LOG.log(System.Logger.Level.WARNING, "looking ahead did not go well; tried again", e);
        }
        Thread.sleep(PULSE);
      }
    } catch (InterruptedException _) {
      // the server ends
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    thread.ifPresent(Thread::interrupt);
  }
}

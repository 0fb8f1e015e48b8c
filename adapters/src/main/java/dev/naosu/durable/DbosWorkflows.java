package dev.naosu.durable;

import dev.dbos.transact.DBOSClient;
import dev.dbos.transact.DBOSClient.EnqueueOptions;
import dev.dbos.transact.exceptions.DBOSNonExistentWorkflowException;
import dev.naosu.cycle.incident.Workflows;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/// Cycles on DBOS: kept in PostgreSQL, run by any number of processes that share the database.
///
/// A process that takes part has a lease, which it renews with every beat. One that is killed, cut
/// off or stopped loses it, and the others go on with its cycles; when it lives nevertheless, it
/// interrupts what it does before the others begin, and the database refuses what it still sends.
/// Then it begins a new life.
public final class DbosWorkflows implements Workflows, AutoCloseable {
  /// Of the engine's bookkeeping, not of naosu: it would leave cycles of another version alone.
  static final String ENGINE_VERSION = "1";

  private static final System.Logger LOG = System.getLogger("dev.naosu.durable");
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int FORGOTTEN_AT_ONCE = 500;

  private final DataSource source;
  private final Settings settings;
  private final Body body;
  private final Leases leases;
  private final DBOSClient client;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread heart;

  private DbosWorkflows(DataSource source, Settings settings, Body body, Leases leases) {
    this.source = source;
    this.settings = settings;
    this.body = body;
    this.leases = leases;
    this.client = new DBOSClient(source);
    this.heart = Thread.ofPlatform().name("naosu heart").unstarted(this::live);
  }

  /// Makes the tables, or brings them up to date. Cycles are started and told from here on, and run
  /// from [#run()] on.
  ///
  /// @param source of a pool, at least 5 connections to one database of PostgreSQL
  /// @throws SQLException when the database cannot be reached
  public static DbosWorkflows open(DataSource source, Settings settings, Body body)
      throws SQLException {
    Leases leases = new Leases(source, settings);
    leases.prepare();
    return new DbosWorkflows(source, settings, body, leases);
  }

  /// Takes part in running cycles, those first that this process left when it last ended.
  public void run() {
    heart.start();
  }

  @Override
  public void start(long incident) {
    client.enqueueWorkflow(
        new EnqueueOptions(Cycle.NAME, Cycle.CLASS, Lane.LIGHT.queue())
            .withWorkflowId(Cycle.id(incident))
            .withAppVersion(ENGINE_VERSION),
        new Object[] {incident});
  }

  /// Starts those cycles that were not started yet, without a question for each of the others.
  public void startMissing(List<Long> incidents) throws SQLException {
    leases.withoutCycle(incidents).forEach(this::start);
  }

  @Override
  public void send(long incident, String topic, String message) {
    try {
      client.send(Cycle.id(incident), message, topic, null);
    } catch (DBOSNonExistentWorkflowException e) {
      // the process ended between opening the incident and starting its cycle
      start(incident);
      client.send(Cycle.id(incident), message, topic, null);
    }
  }

  /// Forgets cycles that ended before: the engine keeps each of them, with all of its steps, until
  /// it is told otherwise, and its own way to clean up goes by when they began. Cycles that are not
  /// over stay, however old.
  ///
  /// @return how many were forgotten
  /// @throws SQLException when the database cannot be reached
  public int forgetBefore(Instant instant) throws SQLException {
    int all = 0;
    List<String> ended;
    do {
      ended = leases.endedBefore(instant, FORGOTTEN_AT_ONCE);
      if (!ended.isEmpty()) {
        // those of one call are one transaction
        client.deleteWorkflows(ended);
      }
      all += ended.size();
    } while (ended.size() == FORGOTTEN_AT_ONCE);
    return all;
  }

  /// Ends taking part: interrupts what runs, and returns when it has ended. Another process, or the
  /// next one of this name, goes on.
  @Override
  public void close() {
    closing.countDown();
    try {
      heart.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }

  private void live() {
    try (leases) {
      boolean wanted = true;
      boolean told = false;
      while (wanted && !closing.await(0, TimeUnit.SECONDS)) {
        try {
          wanted = lifetime();
          told = false;
        } catch (SQLException | RuntimeException e) {
          // once per outage
          if (!told) {
            LOG.log(
                System.Logger.Level.WARNING,
                "the database does not answer; cycles wait, and go on when it does",
                e);
          }
          told = true;
          closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.DEBUG, "the connection was broken when it was closed", e);
    }
  }

  /// @return whether another life is wanted
  private boolean lifetime() throws SQLException, InterruptedException {
    Life life = new Life(leases.begin(), source, leases, settings, body);
    try {
      leases.sweep();
      life.launch();
      return beat(life);
    } finally {
      life.end();
      if (closing.getCount() == 0) {
        giveUp(life);
      }
    }
  }

  private void giveUp(Life life) {
    try {
      leases.end(life.executor());
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.WARNING, "the others take over when the lease is over", e);
    }
  }

  private boolean beat(Life life) throws SQLException, InterruptedException {
    Map<String, Heard> heard = new HashMap<>();
    while (!closing.await(settings.beat().toMillis(), TimeUnit.MILLISECONDS)) {
      long now = System.nanoTime();
      try {
        if (!leases.beat(life.executor())) {
          return outlived();
        }
        life.beaten(now);
        listen(heard, now);
        int freed = leases.sweep();
        if (freed > 0) {
          LOG.log(System.Logger.Level.INFO, freed + " cycles of a process that ended are free");
        }
      } catch (SQLException e) {
        if (life.isOver()) {
          throw e;
        }
        // there is time left for another try, on a new connection
        leases.close();
      }
      if (life.isOver()) {
        return true;
      }
    }
    return false;
  }

  private boolean outlived() throws SQLException {
    if (leases.isSuperseded()) {
      LOG.log(
          System.Logger.Level.ERROR,
          "another process runs as "
              + settings.process()
              + "; this one does nothing more. Give each process its own name");
      return false;
    }
    LOG.log(System.Logger.Level.WARNING, "the lease was lost, and cycles with it; begins anew");
    return true;
  }

  /// Ends the lives of those who were not heard of for the time of a lease, by this process's own
  /// clock: nobody's clock needs to be right.
  private void listen(Map<String, Heard> heard, long now) throws SQLException {
    Map<String, Long> beats = leases.beats();
    heard.keySet().retainAll(beats.keySet());
    for (Map.Entry<String, Long> each : beats.entrySet()) {
      Heard last = heard.get(each.getKey());
      if (last == null || last.beats() != each.getValue()) {
        heard.put(each.getKey(), new Heard(each.getValue(), now));
      } else if (now - last.at() > settings.lease().toNanos()) {
        leases.end(each.getKey(), each.getValue());
      }
    }
  }

  /// @param at by [System#nanoTime()]
  private record Heard(long beats, long at) {}
}

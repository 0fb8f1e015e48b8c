package dev.naosu.app.runtime;

import dev.naosu.cycle.action.ActionDesk;
import dev.naosu.cycle.action.Recess;
import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.cycle.runtime.Answers;
import dev.naosu.cycle.upkeep.Share;
import dev.naosu.journal.Journal;
import dev.naosu.journal.JournalUnavailable;
import dev.naosu.learn.Episodes;
import dev.naosu.learn.HealingKpis;
import dev.naosu.learn.Kpi;
import dev.naosu.learn.TrustLedger;
import dev.naosu.leases.GuardProcess;
import dev.naosu.leases.Heartbeat;
import dev.naosu.leases.LeaseFiles;
import dev.naosu.postgres.Database;
import dev.naosu.postgres.JdbcCases;
import dev.naosu.postgres.JdbcDeeds;
import dev.naosu.postgres.JdbcEpisodes;
import dev.naosu.postgres.JdbcRecess;
import dev.naosu.postgres.JdbcTrust;
import dev.naosu.prove.safety.Brake;
import dev.naosu.prove.safety.Drills;
import dev.naosu.prove.safety.Safety;
import dev.naosu.ship.action.Deeds;
import dev.naosu.ship.action.LeaseKeeper;
import dev.naosu.ship.action.Pager;
import dev.naosu.ship.action.Road;
import dev.naosu.ship.action.Walker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The road of a server, put together: its stores, its rules, its guard, and the desk where people
/// decide.
public final class Roads implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.serve");
  private static final Duration ROUND = Duration.ofSeconds(1);

  /// What figures are told of.
  private static final Duration PERIOD = Duration.ofDays(30);

  private final Path leases;
  private final Recess recess;
  private final JdbcDeeds deeds;
  private final JdbcTrust trust;
  private final JdbcEpisodes episodes;
  private final JdbcCases cases;
  private final Walker walker;
  private final LeaseKeeper keeper;
  private final ActionDesk desk;
  private final InstantSource clock;
  private Optional<Heartbeat> heartbeat = Optional.empty();
  private final List<Thread> rounds = new ArrayList<>();

  /// Where it stands.
  ///
  /// @param data directory of the server
  /// @param owner name of this process, the same after a restart
  /// @param guard command that starts a guard of the leases in [#leases(Path)]
  public record Ground(
      Database database, Journal journal, Path data, String owner, List<String> guard) {
    public Ground {
      guard = List.copyOf(guard);
    }
  }

  /// @param brake whether all of naosu is stopped
  public Roads(
      Ground ground,
      Equipment equipment,
      RuntimeSection section,
      Brake brake,
      ApprovalRules rules,
      Pager pager,
      InstantSource clock) {
    this.clock = clock;
    this.leases = leases(ground.data());
    this.recess = new JdbcRecess(ground.database());
    this.deeds = new JdbcDeeds(ground.database(), clock);
    this.trust = new JdbcTrust(ground.database());
    this.episodes = new JdbcEpisodes(ground.database());
    this.cases = new JdbcCases(ground.database());
    LeaseFiles files = new LeaseFiles(leases, new GuardProcess(leases, ground.guard()));
    TrustLedger ledger = new TrustLedger(trust, section.terms(), ground.journal(), pager, clock);
    Safety safety =
        new Safety(
            section.rules(),
            () -> brake.held().or(this::paused),
            ledger,
            trust,
            equipment.round(),
            clock);
    this.walker =
        new Walker(
            equipment.catalogue(),
            equipment.gauge(),
            safety,
            deeds,
            files,
            ledger,
            ground.journal(),
            pager,
            section.questions(),
            Thread::sleep,
            clock,
            ground.owner());
    this.keeper =
        new LeaseKeeper(
            equipment.catalogue(),
            equipment.gauge(),
            deeds,
            files,
            ledger,
            ground.journal(),
            pager,
            clock,
            ground.owner());
    this.desk =
        new ActionDesk(
            deeds,
            walker,
            keeper,
            deeds,
            ledger,
            recess,
            ground.journal(),
            rules,
            section.rules().modes(),
            task -> Thread.ofVirtual().name("approved action").start(task),
            clock);
  }

  /// Where leases are kept.
  public static Path leases(Path data) {
    return data.resolve("leases");
  }

  private Optional<String> paused() {
    try {
      return recess
          .since()
          .map(
              since ->
                  "actions are paused by "
                      + since.by()
                      + " since "
                      + since.at()
                      + (since.reason().isEmpty() ? "" : ": " + since.reason()));
    } catch (JournalUnavailable e) {
      return Optional.of("whether actions are paused cannot be found out: " + e.getMessage());
    }
  }

  /// Looks after what was left behind, and begins its rounds. Whoever ended in the middle of
  /// something comes up paused.
  ///
  /// @throws IOException with a text for people
  public Roads begin() throws IOException {
    try {
      Heartbeat begun = Heartbeat.begin(leases, clock.instant());
      heartbeat = Optional.of(begun);
      // beside what may take its time, so that nobody takes this process for one that is stuck
      rounds.add(
          Thread.ofVirtual()
              .name("heartbeat")
              .start(() -> again("the heart does not beat", () -> begun.beat(clock.instant()))));
      if (keeper.takeOver()) {
        recess.begin(
            new Recess.Since(
                "naosu",
                clock.instant(),
                "it ended in the middle of an action; somebody has to look, then let actions go"
                    + " on"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("naosu ends", e);
    }
    rounds.add(
        Thread.ofVirtual()
            .name("leases")
            .start(() -> again("leases could not be looked after", keeper::look)));
    return this;
  }

  /// Something that is done each second.
  @FunctionalInterface
  private interface Round {
    void go() throws IOException, InterruptedException;
  }

  private static void again(String trouble, Round round) {
    try {
      while (true) {
        Thread.sleep(ROUND);
        try {
          round.go();
        } catch (IOException | RuntimeException e) {
          LOG.log(System.Logger.Level.WARNING, trouble + "; tried again", e);
        }
      }
    } catch (InterruptedException _) {
      // the server ends
      Thread.currentThread().interrupt();
    }
  }

  public Road road() {
    return walker;
  }

  /// What was proposed and done.
  public Deeds deeds() {
    return deeds;
  }

  /// What became of what people were asked.
  public Answers answers() {
    return new DeedAnswers(deeds);
  }

  public ActionDesk desk() {
    return desk;
  }

  public Drills drills() {
    return trust;
  }

  public Episodes episodes() {
    return episodes;
  }

  /// How well it went lately.
  public List<Kpi> kpis() {
    Instant from = clock.instant().minus(PERIOD);
    return HealingKpis.of(
        deeds.since(from), episodes.since(from), Share.prevented(cases.over(from)));
  }

  /// Forgets what is over and older.
  public void forgetBefore(Instant before) {
    deeds.forgetBefore(before);
    episodes.forgetBefore(before);
  }

  /// What is leased is guarded by its guard from now on.
  @Override
  public void close() throws IOException {
    rounds.forEach(Thread::interrupt);
    if (heartbeat.isPresent()) {
      heartbeat.get().close();
    }
  }
}

package dev.naosu.ship.rollout;

import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Fleet.Standing;
import dev.naosu.fleet.Fleet.Started;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Head;
import dev.naosu.journal.Journal;
import dev.naosu.journal.Sealed;
import dev.naosu.ship.canary.Canary;
import dev.naosu.ship.canary.CanaryPlan.Stage;
import dev.naosu.ship.canary.Window;
import dev.naosu.ship.rollout.Rollout.Phase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Walks a rollout through its stages. It may be killed anywhere and walked again: what was decided
/// is kept before it is done, and what is done bears being done again.
///
/// Whatever cannot be reached is tried again, and meanwhile requests go on being shared out as
/// before. A person's word counts more than any judgement, the later one more than the earlier.
public final class RollingOut {
  private static final String NAOSU = "naosu";

  /// How soon a word of a person, or the stop switch, is heard.
  private static final Duration BEAT = Duration.ofSeconds(1);

  private final Map<String, Deployed> services;
  private final Rollouts rollouts;
  private final Journal journal;
  private final BooleanSupplier halted;
  private final Pause pause;
  private final InstantSource clock;

  /// @param services that have a fleet, by name
  /// @param halted whether no new action may start anywhere
  public RollingOut(
      Map<String, Deployed> services,
      Rollouts rollouts,
      Journal journal,
      BooleanSupplier halted,
      Pause pause,
      InstantSource clock) {
    this.services = Map.copyOf(services);
    this.rollouts = rollouts;
    this.journal = journal;
    this.halted = halted;
    this.pause = pause;
    this.clock = clock;
  }

  /// Where no service has a fleet.
  public static RollingOut none() {
    return new RollingOut(
        Map.of(),
        Rollouts.none(),
        entry -> Sealed.after(Head.EMPTY, entry),
        () -> false,
        _ -> {},
        () -> Instant.EPOCH);
  }

  /// Where a walk came to.
  public sealed interface Ending {
    /// The new version gets all requests.
    record Promoted(String words) implements Ending {}

    /// The version before gets all requests.
    record RolledBack(String words) implements Ending {}

    /// The same, and a person wants nothing more of the incident.
    record Closed(String words) implements Ending {}

    /// It could not be told; a person decides.
    record Held(String words) implements Ending {}

    /// A person decided to go on.
    record GoesOn(String words) implements Ending {}
  }

  /// Whether a service has a fleet.
  public boolean has(String service) {
    return services.containsKey(service);
  }

  /// Plans a rollout; the same again changes nothing.
  public void plan(Rollout.Key key, String service, Version candidate) {
    rollouts.plan(Rollout.planned(key, service, candidate, clock.instant()));
  }

  public Optional<Rollout> find(Rollout.Key key) {
    return rollouts.find(key);
  }

  /// The rollout that a failure came with: it was seen in a version that is only tried, and in no
  /// other.
  public Optional<Rollout> broughtBy(Origin origin, Fingerprint fingerprint) {
    if (!has(origin.service()) || origin.version().isEmpty()) {
      return Optional.empty();
    }
    return rollouts
        .tried(origin.service(), origin.version())
        .flatMap(rollouts::find)
        .filter(
            each ->
                !rollouts
                    .failures(origin.service(), each.candidate(), Instant.EPOCH, clock.instant())
                    .ofOthers()
                    .contains(fingerprint.value()));
  }

  /// Walks until it is over, or it is a person's turn, or no longer.
  ///
  /// @param held whether a person was asked to decide
  /// @param told one line each of what happens
  /// @throws InterruptedException when naosu ends; walked again, it goes on
  public Ending walk(Rollout.Key key, boolean held, Consumer<String> told)
      throws InterruptedException {
    String trouble = "";
    while (true) {
      Rollout now = found(key);
      Optional<Ending> ending = ending(now, held);
      if (ending.isPresent()) {
        return ending.get();
      }
      try {
        step(now, deployed(now.service()), told);
        trouble = "";
      } catch (IOException e) {
        String text = String.valueOf(e.getMessage());
        if (!text.equals(trouble)) {
          trouble = text;
          told.accept("the fleet cannot be asked; tried again: " + text);
        }
        pause.pause(BEAT);
      }
    }
  }

  private Optional<Ending> ending(Rollout now, boolean held) {
    return switch (now.phase()) {
      case PROMOTED -> Optional.of(new Ending.Promoted(now.reason()));
      case ROLLED_BACK ->
          Optional.of(
              rollouts.wish(now.key()).filter(wish -> wish.kind() == Wish.Kind.CLOSE).isPresent()
                  ? new Ending.Closed(now.reason())
                  : new Ending.RolledBack(now.reason()));
      case HELD -> held ? Optional.empty() : Optional.of(new Ending.Held(now.reason()));
      case WAITING, STARTING, WATCHING ->
          held ? Optional.of(new Ending.GoesOn(now.reason())) : Optional.empty();
      case HALTED, PROMOTING, ROLLING_BACK -> Optional.empty();
    };
  }

  private void step(Rollout now, Deployed deployed, Consumer<String> told)
      throws IOException, InterruptedException {
    switch (now.phase()) {
      case WAITING -> await(now, told);
      case STARTING -> start(now, deployed, told);
      case WATCHING, HELD -> watch(now, deployed, told);
      case HALTED -> rest(now, deployed.fleet(), told);
      case PROMOTING -> promote(now, deployed.fleet(), told);
      case ROLLING_BACK -> rollBack(now, deployed.fleet(), told);
      case PROMOTED, ROLLED_BACK -> throw new IllegalStateException("it is over");
    }
  }

  /// Waits for its turn: of one service there is one rollout at a time.
  private void await(Rollout now, Consumer<String> told) throws InterruptedException {
    boolean isTold = false;
    while (!wished(now) && (halted.getAsBoolean() || !rollouts.takeUp(now.key()))) {
      if (!isTold) {
        isTold = true;
        told.accept("waits until it may be rolled out");
      }
      pause.pause(BEAT);
    }
  }

  private void start(Rollout now, Deployed deployed, Consumer<String> told)
      throws IOException, InterruptedException {
    if (wished(now) || stopped(now, told)) {
      return;
    }
    Fleet fleet = deployed.fleet();
    Rollout known = now;
    if (now.stable().isEmpty()) {
      Standing standing = fleet.standing();
      Set<Version> served = served(standing);
      if (served.equals(Set.of(now.candidate()))) {
        rollouts.keep(now.decided(Phase.PROMOTED, NAOSU, "it gets all requests already"));
        return;
      }
      if (served.size() != 1) {
        hold(now, served.isEmpty() ? "nothing of it runs" : "two versions are served already");
        return;
      }
      known = now.from(served.iterator().next());
      rollouts.keep(known);
    }
    Version candidate = now.candidate();
    append(now, "start", "starts " + candidate + " beside " + known.stable().orElseThrow());
    told.accept("starts " + candidate + " beside " + known.stable().orElseThrow());
    if (fleet.start(candidate) instanceof Started.Unwell(String why, String _)) {
      decide(known, Phase.ROLLING_BACK, NAOSU, candidate + " does not run: " + why);
      return;
    }
    stage(known, 0, deployed, told);
  }

  private void stage(Rollout now, int stage, Deployed deployed, Consumer<String> told)
      throws IOException {
    Stage next = deployed.plan().stages().get(stage);
    String words =
        "canary: " + percent(next.share()) + " of the requests for " + words(next.time());
    append(now, "stage " + (stage + 1), words);
    // what was answered before it began is not of this stage
    Traffic counted = deployed.fleet().traffic();
    rollouts.keep(now.at(stage, clock.instant()).counted(counted));
    told.accept(words);
  }

  /// Looks at what is answered until the phase is another one.
  private void watch(Rollout begun, Deployed deployed, Consumer<String> told)
      throws IOException, InterruptedException {
    Rollout now = begun;
    if (wished(now) || stopped(now, told)) {
      return;
    }
    if (now.stable().isEmpty()) {
      // held before anything was begun
      pause.pause(BEAT);
      return;
    }
    Stage stage = deployed.plan().stages().get(now.stage());
    if (deployed.fleet().start(now.candidate()) instanceof Started.Unwell(String why, String _)) {
      decide(now, Phase.ROLLING_BACK, NAOSU, now.candidate() + " runs no more: " + why);
      return;
    }
    deployed.fleet().share(Split.canary(now.stable().get(), now.candidate(), stage.share()));
    Instant look = clock.instant().plus(deployed.look());
    while (true) {
      if (wished(now) || stopped(now, told)) {
        return;
      }
      Instant time = clock.instant();
      if (!time.isBefore(look)) {
        now = look(now, deployed);
        look = time.plus(deployed.look());
        if (hasMoved(now, deployed, told)) {
          return;
        }
      }
      pause.pause(shorter(BEAT, deployed.look()));
    }
  }

  private Rollout look(Rollout now, Deployed deployed) throws IOException {
    Traffic traffic = deployed.fleet().traffic();
    Traffic before = now.counted().orElse(traffic);
    Rollout counted = now.counted(traffic);
    Window came = Window.between(now.stage(), before, traffic);
    // a gateway that counts nothing yet has nothing to tell
    if (came.traffic().from().isBefore(came.traffic().to())) {
      rollouts.keep(counted, seen(now, came, before.to()));
    }
    Judgement judgement =
        Judgement.of(
            Canary.of(
                    deployed.plan(),
                    now.stable().orElseThrow(),
                    now.candidate(),
                    rollouts.known(now.service(), now.began()),
                    rollouts.windows(now.key()))
                .verdict());
    Rollout judged = counted.judged(judgement);
    rollouts.keep(judged);
    return judged;
  }

  /// With what both were seen to throw meanwhile.
  private Window seen(Rollout now, Window came, Instant since) {
    Failures failures =
        rollouts.failures(now.service(), now.candidate(), since, came.traffic().to());
    Map<Version, Answers> answers = new HashMap<>(came.traffic().answers());
    answers.put(now.candidate(), with(came.traffic().of(now.candidate()), failures.ofIt()));
    Version stable = now.stable().orElseThrow();
    answers.put(stable, with(came.traffic().of(stable), failures.ofOthers()));
    return new Window(
        came.stage(), new Traffic(came.traffic().from(), came.traffic().to(), answers));
  }

  private static Answers with(Answers answers, Set<String> failures) {
    Set<String> all = new HashSet<>(answers.failures());
    all.addAll(failures);
    return new Answers(answers.requests(), answers.errors(), answers.latencies(), all);
  }

  private boolean hasMoved(Rollout now, Deployed deployed, Consumer<String> told)
      throws IOException {
    Judgement judgement = now.judgement().orElseThrow();
    boolean isWatched = now.phase() == Phase.WATCHING;
    return switch (judgement.ruling()) {
      case WORSE -> {
        decide(now, Phase.ROLLING_BACK, NAOSU, judgement.sentence());
        yield true;
      }
      case WELL -> {
        // what a person was asked, a person answers
        if (isWatched) {
          next(now, judgement.sentence(), deployed, told);
        }
        yield isWatched;
      }
      case COULD_NOT_TELL -> {
        if (isWatched) {
          hold(now, judgement.sentence());
        }
        yield isWatched;
      }
      case WELL_SO_FAR, CANNOT_TELL_YET -> false;
    };
  }

  private void next(Rollout now, String why, Deployed deployed, Consumer<String> told)
      throws IOException {
    if (now.stage() + 1 < deployed.plan().stages().size()) {
      told.accept(why);
      stage(now, now.stage() + 1, deployed, told);
    } else {
      decide(now, Phase.PROMOTING, NAOSU, why);
    }
  }

  private void hold(Rollout now, String why) {
    append(now, "hold " + (now.stage() + 1), "asks a person: " + why);
    rollouts.keep(now.in(Phase.HELD, why));
  }

  /// The version before gets everything, until naosu may go on: then it begins anew.
  private void rest(Rollout now, Fleet fleet, Consumer<String> told)
      throws IOException, InterruptedException {
    leave(now, fleet);
    while (!wished(now)) {
      if (!halted.getAsBoolean()) {
        append(now, "again", "begins anew, for naosu goes on");
        told.accept("naosu goes on: the rollout begins anew");
        rollouts.keep(now.again(clock.instant()));
        return;
      }
      pause.pause(BEAT);
    }
  }

  private void promote(Rollout now, Fleet fleet, Consumer<String> told)
      throws IOException, InterruptedException {
    if (now.stable().isPresent() && wished(now)) {
      return;
    }
    ensure(now.candidate(), fleet);
    fleet.share(Split.all(now.candidate()));
    told.accept(now.candidate() + " gets all requests: " + now.reason());
    if (now.stable().isPresent()) {
      fleet.retire(now.stable().get());
    }
    rollouts.keep(now.over(Phase.PROMOTED, clock.instant()));
  }

  private void rollBack(Rollout now, Fleet fleet, Consumer<String> told)
      throws IOException, InterruptedException {
    leave(now, fleet);
    told.accept(
        now.stable().map(stable -> stable + " gets all requests again: ").orElse("rolled back: ")
            + now.reason());
    rollouts.keep(now.over(Phase.ROLLED_BACK, clock.instant()));
  }

  /// First the requests, then the instances.
  private static void leave(Rollout now, Fleet fleet) throws IOException, InterruptedException {
    if (now.stable().isEmpty()) {
      return;
    }
    Version stable = now.stable().get();
    if (!served(fleet.standing()).equals(Set.of(stable))) {
      // a person may take back what was promoted a moment ago
      ensure(stable, fleet);
      fleet.share(Split.all(stable));
    }
    fleet.retire(now.candidate());
  }

  private static void ensure(Version version, Fleet fleet)
      throws IOException, InterruptedException {
    if (fleet.start(version) instanceof Started.Unwell(String why, String _)) {
      throw new IOException(version + " does not run: " + why);
    }
  }

  /// Does what a person wants, as far as it is possible in this phase.
  ///
  /// @return whether the phase is another one now
  private boolean wished(Rollout now) {
    Optional<Wish> found = rollouts.wish(now.key());
    if (found.isEmpty()) {
      return false;
    }
    Wish wish = found.get();
    String person = wish.person();
    boolean begun = now.stable().isPresent();
    return switch (wish.kind()) {
      case ROLL_BACK -> {
        decide(now, Phase.ROLLING_BACK, person, "rolled back by " + wish.words());
        rollouts.grant(now.key());
        yield true;
      }
      // stays as it is: whoever comes later must know that nothing more is wanted
      case CLOSE -> {
        decide(now, Phase.ROLLING_BACK, person, "closed by " + wish.words());
        yield true;
      }
      case PROMOTE -> {
        // what was not started yet is started first
        if (now.phase() == Phase.STARTING || now.phase() == Phase.HALTED) {
          yield false;
        }
        if (!begun) {
          rollouts.grant(now.key());
          yield now.phase() == Phase.HELD && again(now);
        }
        if (now.phase() != Phase.PROMOTING) {
          decide(now, Phase.PROMOTING, person, "promoted by " + wish.words());
        }
        rollouts.grant(now.key());
        yield now.phase() != Phase.PROMOTING;
      }
      case GO_ON -> {
        rollouts.grant(now.key());
        yield now.phase() == Phase.HELD && goOn(now, wish);
      }
    };
  }

  private boolean again(Rollout now) {
    rollouts.keep(now.in(Phase.STARTING, ""));
    return true;
  }

  private boolean goOn(Rollout now, Wish wish) {
    Deployed deployed = deployed(now.service());
    append(now, "go on " + (now.stage() + 1), "goes on, as " + wish.person() + " wants");
    if (now.stable().isEmpty()) {
      return again(now);
    }
    if (now.stage() + 1 < deployed.plan().stages().size()) {
      rollouts.keep(now.at(now.stage() + 1, clock.instant()));
    } else {
      decide(now, Phase.PROMOTING, wish.person(), "promoted by " + wish.words());
    }
    return true;
  }

  private boolean stopped(Rollout now, Consumer<String> told) {
    if (!halted.getAsBoolean()) {
      return false;
    }
    append(now, "halt", "stopped: the version before gets all requests");
    told.accept("naosu is stopped: the version before gets all requests");
    rollouts.keep(now.in(Phase.HALTED, "naosu is stopped"));
    return true;
  }

  private void decide(Rollout now, Phase next, String who, String why) {
    append(
        now, next.toString(), next == Phase.PROMOTING ? "promotes: " + why : "rolls back: " + why);
    rollouts.keep(now.decided(next, who, why));
  }

  private void append(Rollout now, String key, String action) {
    Rollout.Key id = now.key();
    journal.append(
        new Entry(
            id.incident() + " rollout " + id.attempt() + " round " + now.round() + " " + key,
            clock.instant(),
            NAOSU,
            action,
            "incident " + id.incident(),
            now.service() + " " + now.candidate(),
            List.of()));
  }

  private Deployed deployed(String service) throws IllegalStateException {
    return Optional.ofNullable(services.get(service))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "a rollout of " + service + " is under way, which has no fleet any more"));
  }

  private Rollout found(Rollout.Key key) {
    return rollouts
        .find(key)
        .orElseThrow(() -> new IllegalStateException("the rollout of " + key + " is gone"));
  }

  private static Set<Version> served(Standing standing) {
    return standing
        .split()
        .map(
            split ->
                split.shares().entrySet().stream()
                    .filter(each -> each.getValue() > 0)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toUnmodifiableSet()))
        .orElse(Set.of());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static String words(Duration time) {
    return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }
}

package dev.naosu.processes;

import dev.naosu.fleet.Builder;
import dev.naosu.fleet.Builder.Built;
import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Gateway;
import dev.naosu.fleet.Launch;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Sources;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.machine.KeptFile;
import dev.naosu.processes.Crew.Member;
import dev.naosu.processes.Crew.Phase;
import dev.naosu.processes.Crew.Post;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A service's instances as processes of this machine. They outlive naosu: which ones there are is
/// kept in a file that is changed by one naosu at a time, and a process is let begin only once it
/// stands there. What a killed naosu left half-started is taken over by whoever asks for it again,
/// and is ended by [#tend()] where nobody does.
///
/// One of these for a directory and JVM; those of other processes may use the same directory.
public final class LocalFleet implements Fleet, Roster, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.fleet");
  private static final Duration GLANCE = Duration.ofMillis(50);

  /// How long what a killed naosu began waits for another one that goes on with it.
  private static final Duration ABANDONED = Duration.ofSeconds(30);

  /// An instance that ran so long begins to count its crashes anew.
  private static final Duration STEADY = Duration.ofMinutes(2);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /// Looks in a row that an instance may miss before it gets no more requests.
  private static final int MISSES = 3;

  private final Path directory;
  private final LocalSettings settings;
  private final Gateway gateway;
  private final UnaryOperator<String> cleaning;
  private final InstantSource clock;
  private final KeptFile file;
  private final Turns turns;
  private final Shelf shelf;
  private final Pulse pulse = new Pulse();

  /// Looks that instances have missed in a row, by process; guarded by the turn.
  private final Map<Incarnation, Integer> missed = new HashMap<>();

  /// @param directory of this service's fleet, for everything that is kept
  /// @param cleaning removes secrets from what instances say
  public LocalFleet(
      Path directory,
      LocalSettings settings,
      Sources sources,
      Builder builder,
      Gateway gateway,
      UnaryOperator<String> cleaning,
      InstantSource clock) {
    this.directory = directory.toAbsolutePath().normalize();
    this.settings = settings;
    this.gateway = gateway;
    this.cleaning = cleaning;
    this.clock = clock;
    this.file = new KeptFile(this.directory.resolve("crew.json"));
    this.turns = new Turns(this.directory.resolve("crew.turn"));
    this.shelf =
        new Shelf(this.directory.resolve("builds"), sources, builder, settings.keptBuilds(), clock);
  }

  @Override
  public Standing standing() throws IOException {
    Set<Version> up = crew().in(Phase.UP);
    return new Standing(
        up, up.isEmpty() ? Optional.empty() : gateway.routing().map(Routing::split));
  }

  @Override
  public Started start(Version version) throws IOException, InterruptedException {
    return switch (shelf.obtain(version)) {
      case Built.Broken(String why, String output) -> new Started.Unwell(why, output);
      case Built.Ready(Launch launch) ->
          launched(version, launch) ? new Started.Well() : awaited(version, launch);
    };
  }

  /// @return whether the version is up already
  private boolean launched(Version version, Launch launch)
      throws IOException, InterruptedException {
    try (var _ = turns.await()) {
      Optional<Member> there = crew().of(version);
      if (there.filter(each -> each.phase() == Phase.UP).isPresent()) {
        return true;
      }
      if (there.filter(each -> each.phase() == Phase.LEAVING).isPresent()) {
        askAndWait(there.get());
        end(there.get());
      }
      // what somebody else has begun, and may have been killed at
      Member member =
          crew()
              .of(version)
              .orElseGet(() -> new Member(version.name(), Phase.STARTING, now(), List.of()))
              .in(Phase.STARTING, now());
      for (int number = 1; number <= settings.instances(); number++) {
        Optional<Post> post = post(member, number);
        if (post.filter(each -> each.process().isAlive()).isEmpty()) {
          member = manned(member, launch, number, 0);
        }
      }
      return false;
    }
  }

  private Started awaited(Version version, Launch launch) throws IOException, InterruptedException {
    long end = System.nanoTime() + settings.readyTime().toNanos();
    while (true) {
      Optional<Member> member = crew().of(version);
      if (member.isEmpty() || member.get().phase() == Phase.LEAVING) {
        return new Started.Unwell("it was ended by somebody else before it was ready", "");
      }
      if (member.get().phase() == Phase.UP) {
        return new Started.Well();
      }
      Optional<String> trouble;
      if (areWell(member.get(), launch)) {
        trouble = settled(member.get(), launch);
        if (trouble.isEmpty()) {
          isUp(version);
          continue;
        }
      } else {
        trouble = starting(member.get(), launch, end);
      }
      if (trouble.isPresent()) {
        return unwell(member.get(), trouble.get());
      }
      Thread.sleep(GLANCE);
    }
  }

  private void isUp(Version version) throws IOException, InterruptedException {
    try (var _ = turns.await()) {
      Optional<Member> now = crew().of(version).filter(each -> each.phase() == Phase.STARTING);
      if (now.isPresent()) {
        keep(crew().with(now.get().in(Phase.UP, now())));
        reroute();
      }
    }
  }

  private Optional<String> starting(Member member, Launch launch, long end) {
    Optional<Post> lost = lost(member);
    if (lost.isPresent()) {
      return Optional.of("instance " + lost.get().number() + " ended before it was ready");
    }
    return System.nanoTime() < end
        ? Optional.empty()
        : Optional.of(
            "it was not ready after "
                + settings.readyTime().toSeconds()
                + " s: nothing below 500 came from "
                + launch.ready());
  }

  /// Instances that come up and fall over at once are no start.
  private Optional<String> settled(Member member, Launch launch) throws InterruptedException {
    long end = System.nanoTime() + settings.settleTime().toNanos();
    while (lost(member).isEmpty() && System.nanoTime() < end) {
      Thread.sleep(GLANCE);
    }
    boolean isWell = areWell(member, launch);
    Optional<Post> lost = lost(member);
    if (lost.isPresent()) {
      return Optional.of("instance " + lost.get().number() + " ended soon after it was ready");
    }
    return isWell
        ? Optional.empty()
        : Optional.of("it was ready, and then no longer answered " + launch.ready());
  }

  private static Optional<Post> lost(Member member) {
    return member.instances().stream().filter(each -> !each.process().isAlive()).findFirst();
  }

  private boolean areWell(Member member, Launch launch) {
    return !member.instances().isEmpty()
        && wellOf(member, launch).values().stream().allMatch(each -> each);
  }

  private Started unwell(Member member, String why) throws IOException, InterruptedException {
    try (var _ = turns.await()) {
      Optional<Member> now =
          crew().of(member.name()).filter(each -> each.phase() == Phase.STARTING);
      if (now.isPresent()) {
        keep(crew().with(now.get().in(Phase.LEAVING, now())));
      }
    }
    dismiss(member.name());
    StringBuilder output = new StringBuilder();
    int most = LogFile.TOLD_CHARACTERS / Math.max(1, member.instances().size());
    for (Post post : member.instances()) {
      output.append(new LogFile(shelf.log(member.name(), post.number())).end(most));
    }
    return new Started.Unwell(why, cleaning.apply(output.toString().strip()));
  }

  @Override
  public void share(Split split) throws IOException {
    try (var _ = uninterrupted()) {
      Crew crew = crew();
      Set<Version> up = crew.in(Phase.UP);
      for (Map.Entry<Version, Double> each : split.shares().entrySet()) {
        if (each.getValue() > 0 && !up.contains(each.getKey())) {
          throw new IOException(each.getKey() + " does not run; start it first");
        }
      }
      Map<Version, List<URI>> well = new HashMap<>();
      for (Member member : crew.versions()) {
        if (member.phase() == Phase.UP) {
          List<URI> where = addresses(member, _ -> MISSES - 1);
          if (where.isEmpty() && split.of(member.name()) > 0) {
            throw new IOException("no instance of " + member.name() + " is well");
          }
          well.put(member.name(), where);
        }
      }
      gateway.route(new Routing(split, well));
    }
  }

  private Turns.Turn uninterrupted() throws IOException {
    try {
      return turns.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("ended while waiting for another naosu that changes the fleet", e);
    }
  }

  @Override
  public void retire(Version version) throws IOException, InterruptedException {
    try (var _ = turns.await()) {
      Optional<Member> member = crew().of(version);
      if (member.isEmpty()) {
        return;
      }
      double share = gateway.routing().map(each -> each.split().of(version)).orElse(0.0);
      if (share > 0) {
        throw new IOException(
            version + " still gets requests; share them out among other versions first");
      }
      if (member.get().phase() != Phase.LEAVING) {
        keep(crew().with(member.get().in(Phase.LEAVING, now())));
      }
      reroute();
    }
    awaitDrained(version);
    dismiss(version);
    shelf.prune(running());
  }

  private void awaitDrained(Version version) throws IOException, InterruptedException {
    long end = System.nanoTime() + settings.drainTime().toNanos();
    // what was sent that way at the moment of the change is counted at the second look
    boolean quiet = false;
    while (System.nanoTime() < end) {
      boolean now = gateway.underWay(version) == 0;
      if (now && quiet) {
        return;
      }
      quiet = now;
      Thread.sleep(GLANCE);
    }
  }

  @Override
  public Traffic traffic() throws IOException {
    return gateway.traffic();
  }

  /// Ends all instances of all versions, at once. The gateway is left as it is.
  ///
  /// @throws IOException with a text for people
  public void stop() throws IOException, InterruptedException {
    List<Version> all = new ArrayList<>();
    try (var _ = turns.await()) {
      Crew crew = crew();
      for (Member member : crew.versions()) {
        all.add(member.name());
        crew = crew.with(member.in(Phase.LEAVING, now()));
      }
      keep(crew);
    }
    for (Version version : all) {
      dismiss(version);
    }
  }

  @Override
  public List<Instance> instances() throws IOException {
    List<Instance> all = new ArrayList<>();
    for (Member member : crew().versions()) {
      Map<Post, Boolean> well = wellOf(member, shelf.launch(member.name()));
      for (Post post : member.instances()) {
        boolean alive = post.process().isAlive();
        all.add(
            new Instance(
                member.name(),
                Integer.toString(post.number()),
                switch (member.phase()) {
                  case STARTING -> Condition.STARTING;
                  case LEAVING -> Condition.LEAVING;
                  case UP -> well.getOrDefault(post, false) ? Condition.WELL : Condition.UNWELL;
                },
                alive ? Pulse.where(post.port()).getAuthority() + ", process " + post.pid() : "",
                note(post, alive)));
      }
    }
    return all;
  }

  private static String note(Post post, boolean alive) {
    String often =
        switch (post.crashes()) {
          case 0 -> "";
          case 1 -> "ended by itself once";
          default -> "ended by itself " + post.crashes() + " times";
        };
    return alive || post.crashes() == 0 ? often : often + "; is started anew after a pause";
  }

  /// Looks after everything once: starts instances anew that ended, with growing pauses, takes
  /// those that do not answer out of the routing and back into it, and finishes what a killed naosu
  /// left half-done. Does nothing while somebody else changes the fleet.
  ///
  /// @throws IOException with a text for people; what could be done was done
  public void tend() throws IOException, InterruptedException {
    Optional<Turns.Turn> turn = turns.now();
    if (turn.isEmpty()) {
      return;
    }
    try (var _ = turn.get()) {
      for (Member member : crew().versions()) {
        switch (member.phase()) {
          case STARTING -> {
            if (isOver(member, settings.readyTime().plus(settings.settleTime()))) {
              LOG.log(System.Logger.Level.WARNING, "ends " + member.version() + ": nobody waits");
              keep(crew().with(member.in(Phase.LEAVING, 0)));
            }
          }
          case LEAVING -> tendLeaving(member);
          case UP -> tend(member);
        }
      }
      missed.keySet().removeIf(each -> !each.isAlive());
      reroute();
    }
  }

  /// One that whoever wanted it to leave has left alone.
  private void tendLeaving(Member member) throws IOException, InterruptedException {
    boolean isLate =
        isOver(member, settings.drainTime().plus(settings.stopTime()).plus(settings.stopTime()));
    if (isLate) {
      end(member);
    } else if (isOver(member, settings.drainTime().plus(settings.stopTime()))) {
      for (Post post : member.instances()) {
        Detached.ask(post.process());
      }
    }
  }

  private boolean isOver(Member member, Duration limit) {
    return now() > member.since() + limit.plus(ABANDONED).toMillis();
  }

  private void tend(Member member) throws IOException, InterruptedException {
    Member current = member;
    for (Post post : member.instances()) {
      new LogFile(shelf.log(member.name(), post.number())).trim();
      if (post.process().isAlive()) {
        continue;
      }
      Optional<Launch> launch = shelf.launch(member.name());
      if (post.again() == 0) {
        current = noted(current, post);
      } else if (now() >= post.again() && launch.isPresent()) {
        LOG.log(
            System.Logger.Level.INFO,
            "starts instance " + post.number() + " of " + member.version() + " anew");
        current = manned(current, launch.get(), post.number(), post.crashes());
      }
    }
  }

  /// An instance has ended by itself.
  private Member noted(Member member, Post post) throws IOException, InterruptedException {
    // what it has started may still hold its port
    Detached.end(post.process());
    boolean steady = now() > post.since() + STEADY.toMillis();
    int crashes = steady ? 1 : post.crashes() + 1;
    long pause = Math.min(LONGEST_PAUSE.toMillis(), 500L << Math.min(crashes, Integer.SIZE / 2));
    LOG.log(
        System.Logger.Level.WARNING,
        "instance "
            + post.number()
            + " of "
            + member.version()
            + " has ended; it is started anew in "
            + pause
            + " ms");
    Member after =
        member.with(
            new Post(post.number(), post.port(), 0, "", post.since(), crashes, now() + pause));
    keep(crew().with(after));
    return after;
  }

  /// Starts one instance, which is kept before it begins.
  private Member manned(Member member, Launch launch, int number, int crashes) throws IOException {
    int port =
        new Ports(
                settings.firstPort(),
                settings.lastPort(),
                directory.hashCode() + member.version().hashCode() + number)
            .free(crew().ports());
    UnaryOperator<String> filled =
        text ->
            text.replace(Launch.PORT, Integer.toString(port))
                .replace(Launch.VERSION, member.version());
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("NAOSU_VERSION", member.version());
    launch.environment().forEach((name, value) -> environment.put(name, filled.apply(value)));
    settings.environment().forEach((name, value) -> environment.put(name, filled.apply(value)));
    Detached process =
        Detached.atGate(
            launch.words().stream().map(filled).toList(),
            environment,
            launch.directory(),
            shelf.log(member.name(), number));
    Incarnation incarnation = process.incarnation();
    Member after =
        member.with(
            new Post(number, port, incarnation.pid(), incarnation.birth(), now(), crashes, 0));
    keep(crew().with(after));
    process.open();
    return after;
  }

  /// Ends all processes of a version that leaves, and forgets it. Others may change the fleet
  /// meanwhile: a process may take its time to end.
  private void dismiss(Version version) throws IOException, InterruptedException {
    Optional<Member> member = crew().of(version).filter(each -> each.phase() == Phase.LEAVING);
    if (member.isEmpty()) {
      return;
    }
    askAndWait(member.get());
    try (var _ = turns.await()) {
      Optional<Member> now = crew().of(version).filter(each -> each.phase() == Phase.LEAVING);
      if (now.isPresent()) {
        end(now.get());
      }
    }
  }

  private void askAndWait(Member member) throws InterruptedException {
    for (Post post : member.instances()) {
      Detached.ask(post.process());
    }
    long end = System.nanoTime() + settings.stopTime().toNanos();
    while (System.nanoTime() < end
        && member.instances().stream().anyMatch(each -> each.process().isAlive())) {
      Thread.sleep(GLANCE);
    }
  }

  private void end(Member member) throws IOException, InterruptedException {
    for (Post post : member.instances()) {
      // also those whose leader ended: it may have left others behind
      Detached.end(post.process());
    }
    keep(crew().without(member.name()));
  }

  /// Tells the gateway who is well now, with the shares as they are.
  private void reroute() throws IOException {
    Optional<Routing> routing = gateway.routing();
    if (routing.isEmpty()) {
      return;
    }
    Split split = routing.get().split();
    Map<Version, List<URI>> instances = new HashMap<>();
    for (Member member : crew().versions()) {
      if (member.phase() == Phase.UP) {
        // one that was never seen well gets nothing
        List<URI> well = addresses(member, post -> missed.getOrDefault(post.process(), MISSES));
        // none is well: better one that may answer than nobody
        instances.put(
            member.name(),
            well.isEmpty() && split.of(member.name()) > 0
                ? member.instances().stream().map(post -> Pulse.where(post.port())).toList()
                : well);
      }
    }
    boolean possible =
        split.shares().entrySet().stream()
            .allMatch(
                each ->
                    each.getValue() == 0
                        || !instances.getOrDefault(each.getKey(), List.of()).isEmpty());
    if (possible && !instances.equals(routing.get().instances())) {
      gateway.route(new Routing(split, instances));
    }
  }

  /// Addresses of the instances that are well, or have not missed enough looks to be left out.
  ///
  /// @param before how many looks an instance has missed until now
  private List<URI> addresses(Member member, ToIntFunction<Post> before) throws IOException {
    List<URI> where = new ArrayList<>();
    Map<Post, Boolean> well = wellOf(member, shelf.launch(member.name()));
    for (Post post : member.instances()) {
      boolean alive = post.process().isAlive();
      int misses = well.getOrDefault(post, false) ? 0 : before.applyAsInt(post) + 1;
      missed.put(post.process(), misses);
      if (alive && misses < MISSES) {
        where.add(Pulse.where(post.port()));
      }
    }
    return where;
  }

  private Map<Post, Boolean> wellOf(Member member, Optional<Launch> launch) {
    return launch.map(each -> wellOf(member, each)).orElse(Map.of());
  }

  private Map<Post, Boolean> wellOf(Member member, Launch launch) {
    Map<Post, CompletableFuture<Boolean>> asked = new LinkedHashMap<>();
    for (Post post : member.instances()) {
      asked.put(
          post,
          post.process().isAlive()
              ? pulse.isWell(post.port(), launch.ready())
              : CompletableFuture.completedFuture(false));
    }
    Map<Post, Boolean> well = new LinkedHashMap<>();
    asked.forEach((post, answer) -> well.put(post, answer.join()));
    return well;
  }

  private static Optional<Post> post(Member member, int number) {
    return member.instances().stream().filter(each -> each.number() == number).findFirst();
  }

  private Set<Version> running() throws IOException {
    return crew().versions().stream().map(Member::name).collect(Collectors.toUnmodifiableSet());
  }

  private Crew crew() throws IOException {
    return Crew.read(file);
  }

  private void keep(Crew crew) throws IOException {
    crew.write(file);
  }

  private long now() {
    return clock.millis();
  }

  /// What runs goes on.
  @Override
  public void close() throws IOException {
    pulse.close();
    shelf.close();
    turns.close();
  }
}

package dev.naosu.processes;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Builder;
import dev.naosu.fleet.Builder.Built;
import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Gateway;
import dev.naosu.fleet.Launch;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Sources;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Staff;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.machine.KeptFile;
import dev.naosu.processes.Crew.Duty;
import dev.naosu.processes.Crew.Member;
import dev.naosu.processes.Crew.Phase;
import dev.naosu.processes.Crew.Post;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A service's instances as processes of this machine. They outlive naosu: which ones there are is
/// kept in a file that is changed by one naosu at a time, and a process is let begin only once it
/// stands there. What a killed naosu left half-started is taken over by whoever asks for it again,
/// and is ended by [#tend()] where nobody does.
///
/// One of these for a directory and JVM; those of other processes may use the same directory.
public final class LocalFleet implements Fleet, Roster, Staff, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.fleet");
  private static final Duration GLANCE = Duration.ofMillis(50);

  /// How long what a killed naosu began waits for another one that goes on with it.
  private static final Duration ABANDONED = Duration.ofSeconds(30);

  /// An instance that ran so long begins to count its crashes anew.
  private static final Duration STEADY = Duration.ofMinutes(2);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /// For what is under way at an instance that does not answer, and for it to end.
  private static final Duration HANGING = Duration.ofSeconds(3);

  private static final Duration MOST_WARMING = Duration.ofSeconds(10);
  private static final int MOST_INSTANCES = 100;

  private final Path directory;
  private final LocalSettings settings;
  private final Gateway gateway;
  private final UnaryOperator<String> cleaning;
  private final InstantSource clock;
  private final KeptFile file;
  private final Turns turns;
  private final Shelf shelf;
  private final Pulse pulse = new Pulse();

  /// Guarded by the turn.
  private final Looks looks = new Looks(words -> keep(crew().telling(words, now())));

  /// Processes that somebody here waits for until they are warm.
  private final Set<Incarnation> warming = ConcurrentHashMap.newKeySet();

  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();

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
        askAndWait(there.get().instances(), settings.stopTime());
        end(there.get());
      }
      // what somebody else has begun, and may have been killed at
      Member member =
          crew()
              .of(version)
              .orElseGet(
                  () ->
                      new Member(
                          version.name(), Phase.STARTING, now(), List.of(), settings.instances()))
              .in(Phase.STARTING, now());
      for (int number = 1; number <= settings.instances(); number++) {
        Optional<Post> post = member.post(number);
        if (post.filter(each -> each.process().isAlive()).isEmpty()) {
          member = manned(member, launch, number, 0, Duty.ON);
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
          for (Post post : member.get().instances()) {
            warm(post);
          }
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
        // they have just been seen to be well
        now.get().instances().forEach(each -> looks.wasWell(each.process()));
        reroute(Map.of());
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
    Map<Incarnation, Boolean> answers = answers(crew());
    try (var _ = uninterrupted()) {
      Crew crew = crew();
      Set<Version> up = crew.in(Phase.UP);
      for (Map.Entry<Version, Double> each : split.shares().entrySet()) {
        if (each.getValue() > 0 && !up.contains(each.getKey())) {
          throw new IOException(each.getKey() + " does not run; start it first");
        }
      }
      Optional<Routing> routing = gateway.routing();
      looks.count(crew, answers, routing);
      Map<Version, List<URI>> routed = new HashMap<>();
      for (Member member : crew.versions()) {
        if (member.phase() == Phase.UP) {
          List<URI> where = looks.routable(member, routing);
          if (where.isEmpty() && split.of(member.name()) > 0) {
            throw new IOException("no instance of " + member.name() + " is well");
          }
          routed.put(member.name(), where);
        }
      }
      gateway.route(new Routing(split, routed));
      for (Map.Entry<Version, Double> each : split.shares().entrySet()) {
        if (each.getValue() == 1) {
          keep(crew().serving(each.getKey(), now()));
        }
      }
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
      reroute(Map.of());
    }
    awaitDrained(() -> gateway.underWay(version), settings.drainTime());
    dismiss(version);
    shelf.prune(running());
  }

  /// How many requests are under way somewhere.
  private interface UnderWay {
    long count() throws IOException;
  }

  private void awaitDrained(UnderWay underWay, Duration limit)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    // what was sent that way at the moment of the change is counted at the second look
    boolean quiet = false;
    while (System.nanoTime() < end) {
      boolean now = underWay.count() == 0;
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
  public int wanted(Version version) throws IOException {
    return crew().of(version).filter(each -> each.phase() == Phase.UP).map(this::wanted).orElse(0);
  }

  private int wanted(Member member) {
    return member.wanted() > 0 ? member.wanted() : settings.instances();
  }

  @Override
  public Started scale(Version version, int instances) throws IOException, InterruptedException {
    if (instances < 1 || instances > MOST_INSTANCES) {
      throw new IOException("a version has from 1 to " + MOST_INSTANCES + " instances");
    }
    int before;
    List<Post> coming = new ArrayList<>();
    List<Post> leaving = new ArrayList<>();
    Launch launch;
    try (var _ = turns.await()) {
      Member member = up(version);
      launch = built(version);
      before = wanted(member);
      member = member.wanting(instances);
      keep(crew().with(member));
      for (int more = member.staying().size(); more < instances; more++) {
        int number = member.vacant();
        member = manned(member, launch, number, 0, Duty.WARMING);
        coming.add(member.post(number).orElseThrow());
      }
      for (Post post : dispensable(member)) {
        if (member.staying().size() > instances) {
          Post leaver = post.on(Duty.LEAVING, latestEnd());
          member = member.with(leaver);
          leaving.add(leaver);
        }
      }
      keep(crew().with(member).telling(scaled(version, before, instances), now()));
      reroute(Map.of());
    }
    for (Post post : coming) {
      Optional<String> trouble = warmed(version, post, launch);
      if (trouble.isPresent()) {
        return withdrawn(version, coming, before, "instance " + post.number() + trouble.get());
      }
    }
    for (Post post : leaving) {
      awaitDrained(() -> gateway.underWay(Pulse.where(post.port())), settings.drainTime());
      askAndWait(List.of(post), settings.stopTime());
      gone(version, post);
    }
    return new Started.Well();
  }

  private static String scaled(Version version, int before, int instances) {
    return version + ": " + instances + " instances instead of " + before;
  }

  /// The one that is missed least first: it does not run, or gets no requests, or is the youngest.
  private static List<Post> dispensable(Member member) {
    return member.staying().stream()
        .sorted(
            Comparator.comparing((Post post) -> post.process().isAlive())
                .thenComparing(post -> post.duty() == Duty.ON)
                .thenComparing(Comparator.comparingInt(Post::number).reversed()))
        .toList();
  }

  /// Those that were to come go again.
  private Started withdrawn(Version version, List<Post> coming, int before, String why)
      throws IOException, InterruptedException {
    StringBuilder output = new StringBuilder();
    try (var _ = turns.await()) {
      for (Post post : coming) {
        Detached.end(post.process());
        keep(crew().with(version, member -> member.without(post.number())));
        output.append(
            new LogFile(shelf.log(version, post.number()))
                .end(LogFile.TOLD_CHARACTERS / coming.size()));
      }
      keep(
          crew()
              .with(version, member -> member.wanting(before))
              .telling(version + ": " + why + "; " + before + " instances as before", now()));
      reroute(Map.of());
    }
    return new Started.Unwell(why, cleaning.apply(output.toString().strip()));
  }

  @Override
  public Started restart(Version version, String instance)
      throws IOException, InterruptedException {
    Launch launch;
    Post going;
    boolean isRouted;
    try (var _ = turns.await()) {
      Member member = up(version);
      launch = built(version);
      Post post = named(member, instance);
      if (post.duty() == Duty.LEAVING) {
        throw new IOException("instance " + instance + " of " + version + " leaves already");
      }
      going = post.on(Duty.RESTARTING, latestEnd());
      keep(crew().with(member.with(going)));
      reroute(Map.of());
      isRouted = isRouted(version, going);
    }
    boolean hangs = !pulse.isWell(going.port(), launch.ready()).join();
    if (!isRouted) {
      awaitDrained(
          () -> gateway.underWay(Pulse.where(going.port())),
          hangs ? shorter(settings.drainTime()) : settings.drainTime());
    }
    askAndWait(List.of(going), hangs ? shorter(settings.stopTime()) : settings.stopTime());
    Post fresh;
    try (var _ = turns.await()) {
      Member member = up(version);
      Optional<Post> now = member.post(going.number());
      if (now.isEmpty()) {
        return new Started.Unwell("it was taken away by somebody else", "");
      }
      // whoever looks after the fleet may have been faster
      fresh =
          now.get().process().equals(going.process())
              ? renewed(member, launch, now.get(), "was restarted")
              : now.get();
    }
    Optional<String> trouble = warmed(version, fresh, launch);
    return trouble.isEmpty()
        ? new Started.Well()
        : new Started.Unwell(
            "instance " + fresh.number() + trouble.get(),
            cleaning.apply(
                new LogFile(shelf.log(version, fresh.number())).end(LogFile.TOLD_CHARACTERS)));
  }

  /// What does not answer will hardly answer what is under way, nor end when it is asked to.
  private static Duration shorter(Duration time) {
    return time.compareTo(HANGING) < 0 ? time : HANGING;
  }

  private Post renewed(Member member, Launch launch, Post post, String what)
      throws IOException, InterruptedException {
    Detached.end(post.process());
    Duty duty = post.duty() == Duty.ASIDE ? Duty.ASIDE : Duty.WARMING;
    Member after = manned(member, launch, post.number(), post.crashes(), duty);
    tell(member, post, what);
    return after.post(post.number()).orElseThrow();
  }

  @Override
  public void setAside(Version version, String instance, boolean aside)
      throws IOException, InterruptedException {
    Map<Incarnation, Boolean> answers = answers(crew());
    try (var _ = turns.await()) {
      Member member = up(version);
      Post post = named(member, instance);
      boolean isAside = post.duty() == Duty.ASIDE;
      if (post.duty().isGoing() || isAside == aside) {
        return;
      }
      keep(crew().with(member.with(post.on(aside ? Duty.ASIDE : Duty.ON, post.due()))));
      tell(member, post, aside ? "was taken out of the route" : "was put back into the route");
      reroute(answers);
    }
  }

  private Member up(Version version) throws IOException {
    return crew()
        .of(version)
        .filter(each -> each.phase() == Phase.UP)
        .orElseThrow(() -> new IOException(version + " does not run; start it first"));
  }

  private Launch built(Version version) throws IOException {
    return shelf
        .launch(version)
        .orElseThrow(() -> new IOException("the build of " + version + " is gone; deploy it anew"));
  }

  private static Post named(Member member, String instance) throws IOException {
    return member.instances().stream()
        .filter(each -> Integer.toString(each.number()).equals(instance))
        .findFirst()
        .orElseThrow(() -> new IOException(member.name() + " has no instance called " + instance));
  }

  private boolean isRouted(Version version, Post post) throws IOException {
    return gateway.routing().stream()
        .flatMap(each -> each.instances().getOrDefault(version, List.of()).stream())
        .anyMatch(Pulse.where(post.port())::equals);
  }

  private long latestEnd() {
    return now() + settings.drainTime().plus(settings.stopTime()).plus(ABANDONED).toMillis();
  }

  /// An instance that left is forgotten.
  private void gone(Version version, Post post) throws IOException, InterruptedException {
    try (var _ = turns.await()) {
      forget(version, post);
    }
  }

  private void forget(Version version, Post post) throws IOException, InterruptedException {
    // also where its leader ended: it may have left others behind
    Detached.end(post.process());
    keep(
        crew()
            .with(
                version,
                member ->
                    member
                            .post(post.number())
                            .filter(each -> each.process().equals(post.process()))
                            .isPresent()
                        ? member.without(post.number())
                        : member));
  }

  /// Waits until an instance that warms is ready, asks it what warms it, and lets it have requests.
  ///
  /// @return what came between, in words that follow its name
  private Optional<String> warmed(Version version, Post post, Launch launch)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + settings.readyTime().toNanos();
    long settled = Long.MAX_VALUE;
    while (true) {
      if (!post.process().isAlive()) {
        return Optional.of(" ended before it was ready");
      }
      long now = System.nanoTime();
      if (!pulse.isWell(post.port(), launch.ready()).join()) {
        settled = Long.MAX_VALUE;
      } else if (settled == Long.MAX_VALUE) {
        settled = now + settings.settleTime().toNanos();
      } else if (now >= settled) {
        break;
      }
      if (now > end) {
        return Optional.of(" was not ready after " + settings.readyTime().toSeconds() + " s");
      }
      Thread.sleep(GLANCE);
    }
    warm(post);
    try (var _ = turns.await()) {
      Optional<Member> member = crew().of(version).filter(each -> each.phase() == Phase.UP);
      Optional<Post> there =
          member
              .flatMap(each -> each.post(post.number()))
              .filter(each -> each.process().equals(post.process()))
              .filter(each -> each.duty() == Duty.WARMING);
      if (there.isPresent()) {
        keep(crew().with(member.orElseThrow().with(there.get().on(Duty.ON, 0))));
        looks.wasWell(post.process());
        tell(member.orElseThrow(), post, "is warm and gets requests");
        reroute(Map.of());
      }
    }
    return Optional.empty();
  }

  private void warm(Post post) throws InterruptedException {
    if (settings.warmUp().isNeeded()) {
      pulse.warm(post.port(), settings.warmUp(), System.nanoTime() + MOST_WARMING.toNanos());
    }
  }

  @Override
  public List<Instance> instances() throws IOException {
    Crew crew = crew();
    Map<Incarnation, Boolean> well = answers(crew);
    List<Instance> all = new ArrayList<>();
    for (Member member : crew.versions()) {
      for (Post post : member.instances()) {
        boolean alive = post.process().isAlive();
        all.add(
            new Instance(
                member.name(),
                Integer.toString(post.number()),
                switch (member.phase()) {
                  case STARTING -> Condition.STARTING;
                  case LEAVING -> Condition.LEAVING;
                  case UP -> condition(post, well.getOrDefault(post.process(), false));
                },
                alive ? Pulse.where(post.port()).getAuthority() + ", process " + post.pid() : "",
                note(post, alive)));
      }
    }
    return all;
  }

  @Override
  public Map<String, Answers> answers() throws IOException {
    Map<URI, Answers> seen = gateway.answers();
    Map<String, Answers> answers = new HashMap<>();
    for (Member member : crew().versions()) {
      for (Post post : member.instances()) {
        Answers each = seen.get(Pulse.where(post.port()));
        if (each != null) {
          answers.put(Instance.id(member.name(), Integer.toString(post.number())), each);
        }
      }
    }
    return answers;
  }

  @Override
  public Map<String, URI> addresses() throws IOException {
    Map<String, URI> addresses = new HashMap<>();
    for (Member member : crew().versions()) {
      Optional<Launch> launch = shelf.launch(member.name());
      for (Post post : member.instances()) {
        launch.ifPresent(
            each ->
                addresses.put(
                    Instance.id(member.name(), Integer.toString(post.number())),
                    Pulse.where(post.port()).resolve(each.ready())));
      }
    }
    return addresses;
  }

  private static Condition condition(Post post, boolean isWell) {
    return switch (post.duty()) {
      case ON -> isWell ? Condition.WELL : Condition.UNWELL;
      case WARMING -> post.process().isAlive() ? Condition.STARTING : Condition.UNWELL;
      case ASIDE -> Condition.ASIDE;
      case RESTARTING, LEAVING -> Condition.LEAVING;
    };
  }

  private String note(Post post, boolean alive) {
    List<String> notes = new ArrayList<>();
    if (post.crashes() == 1) {
      notes.add("ended by itself once");
    } else if (post.crashes() > 1) {
      notes.add("ended by itself " + post.crashes() + " times");
    }
    switch (post.duty()) {
      case ON -> {}
      case WARMING -> notes.add(alive ? "gets requests once it is warm" : "is started anew soon");
      case ASIDE -> notes.add("taken out of the route");
      case RESTARTING -> notes.add("is restarted after what is under way");
      case LEAVING -> notes.add("leaves after what is under way");
    }
    if (alive) {
      notes.add("up for " + lasting(Duration.ofMillis(Math.max(0, now() - post.since()))));
    }
    return String.join("; ", notes);
  }

  private static String lasting(Duration time) {
    if (time.toMinutes() < 2) {
      return time.toSeconds() + " s";
    }
    return time.toHours() < 2 ? time.toMinutes() + " min" : time.toHours() + " h";
  }

  @Override
  public List<Happening> happened() throws IOException {
    return crew().happened().stream()
        .map(each -> new Happening(Instant.ofEpochMilli(each.at()), each.what()))
        .toList();
  }

  @Override
  public List<Served> served() throws IOException {
    return crew().served().stream()
        .map(each -> new Served(new Version(each.version()), Instant.ofEpochMilli(each.since())))
        .toList();
  }

  private void tell(Member member, Post post, String what) throws IOException {
    String words = "instance " + post.number() + " of " + member.name() + " " + what;
    LOG.log(System.Logger.Level.INFO, words);
    keep(crew().telling(words, now()));
  }

  /// Looks whether a process has ended, which costs little. One that has is out of the route at
  /// once, and is started anew. Waits while somebody else changes the fleet.
  ///
  /// @throws IOException with a text for people; what could be done was done
  public void watch() throws IOException, InterruptedException {
    boolean isLost =
        crew().versions().stream()
            .filter(each -> each.phase() == Phase.UP)
            .flatMap(each -> each.instances().stream())
            .anyMatch(LocalFleet::hasJustEnded);
    if (isLost) {
      try (var _ = turns.await()) {
        replaceEnded();
        reroute(Map.of());
      }
    }
  }

  private static boolean hasJustEnded(Post post) {
    return !post.duty().isGoing() && post.due() == 0 && !post.process().isAlive();
  }

  /// Looks after everything once: starts instances anew that ended, with growing pauses, takes
  /// those that do not answer out of the routing and back into it, and finishes what a killed naosu
  /// left half-done. Does nothing while somebody else changes the fleet.
  ///
  /// @throws IOException with a text for people; what could be done was done
  public void tend() throws IOException, InterruptedException {
    if (!tended()) {
      return;
    }
    // not in its turn: one that does not answer must hold up nobody who shares requests out
    Map<Incarnation, Boolean> answers = answers(crew());
    Optional<Turns.Turn> turn = turns.now();
    if (turn.isPresent()) {
      try (var _ = turn.get()) {
        reroute(answers);
      }
    }
  }

  /// @return false when somebody else changes the fleet
  private boolean tended() throws IOException, InterruptedException {
    Optional<Turns.Turn> turn = turns.now();
    if (turn.isEmpty()) {
      return false;
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
      if (replaceEnded()) {
        reroute(Map.of());
      }
      looks.forgetEnded();
      return true;
    }
  }

  /// @return whether there were any
  private boolean replaceEnded() throws IOException, InterruptedException {
    boolean any = false;
    for (Member member : crew().versions()) {
      if (member.phase() == Phase.UP) {
        for (Post post : member.instances()) {
          if (hasJustEnded(post)) {
            noted(member.name(), post);
            any = true;
          }
        }
      }
    }
    return any;
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
    Optional<Launch> launch = shelf.launch(member.name());
    for (Post post : member.instances()) {
      new LogFile(shelf.log(member.name(), post.number())).trim();
      boolean isDue = post.due() > 0 && now() >= post.due();
      if (post.duty() == Duty.LEAVING) {
        if (isDue) {
          forget(member.name(), post);
        }
      } else if (isDue && launch.isPresent()) {
        // whoever restarted it has left it alone, or its pause is over
        Post fresh =
            renewed(crew().of(member.name()).orElseThrow(), launch.get(), post, "was started anew");
        warmInBackground(member.name(), fresh, launch.get());
      } else if (post.duty() == Duty.WARMING && post.due() == 0 && launch.isPresent()) {
        warmInBackground(member.name(), post, launch.get());
      }
    }
    Member now = crew().of(member.name()).orElse(member);
    if (launch.isPresent() && now.staying().size() < wanted(now)) {
      // somebody began to add them and was killed
      int number = now.vacant();
      Member after = manned(now, launch.get(), number, 0, Duty.WARMING);
      tell(after, after.post(number).orElseThrow(), "was missing, and is started");
    } else if (now.staying().size() > wanted(now)) {
      // the same, at taking some away
      Post leaver = dispensable(now).getFirst();
      keep(crew().with(now.with(leaver.on(Duty.LEAVING, latestEnd()))));
    }
  }

  private void warmInBackground(Version version, Post post, Launch launch) {
    if (!post.process().isAlive() || !warming.add(post.process())) {
      return;
    }
    background.execute(
        () -> {
          try {
            warmed(version, post, launch)
                .ifPresent(
                    trouble ->
                        LOG.log(
                            System.Logger.Level.WARNING,
                            "instance " + post.number() + " of " + version + trouble));
          } catch (IOException e) {
            LOG.log(
                System.Logger.Level.WARNING,
                "instance " + post.number() + " of " + version + " waits: " + e.getMessage());
          } catch (InterruptedException _) {
            // naosu ends; the next one goes on
            Thread.currentThread().interrupt();
          } finally {
            // one that did not get well is waited for again
            warming.remove(post.process());
          }
        });
  }

  /// An instance has ended by itself. The first time it is started anew at once.
  private void noted(Version version, Post post) throws IOException, InterruptedException {
    // what it has started may still hold its port
    Detached.end(post.process());
    Member member = crew().of(version).orElseThrow();
    boolean steady = now() > post.since() + STEADY.toMillis();
    int crashes = steady ? 1 : post.crashes() + 1;
    Optional<Launch> launch = shelf.launch(version);
    Duty next = post.duty() == Duty.ASIDE ? Duty.ASIDE : Duty.WARMING;
    if (crashes == 1 && launch.isPresent()) {
      Member after = manned(member, launch.get(), post.number(), crashes, next);
      tell(member, post, "has ended by itself, and is started anew");
      after.post(post.number()).ifPresent(fresh -> warmInBackground(version, fresh, launch.get()));
      return;
    }
    long pause = Math.min(LONGEST_PAUSE.toMillis(), 250L << Math.min(crashes, Integer.SIZE / 2));
    keep(crew().with(member.with(post.ended(crashes, now() + pause).on(next, now() + pause))));
    tell(
        member,
        post,
        "has ended by itself for the "
            + crashes
            + ". time; it is started anew in "
            + lasting(Duration.ofMillis(pause)));
  }

  /// Starts one instance, which is kept before it begins.
  private Member manned(Member member, Launch launch, int number, int crashes, Duty duty)
      throws IOException {
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
            new Post(
                number, port, incarnation.pid(), incarnation.birth(), now(), crashes, 0, duty));
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
    askAndWait(member.get().instances(), settings.stopTime());
    try (var _ = turns.await()) {
      Optional<Member> now = crew().of(version).filter(each -> each.phase() == Phase.LEAVING);
      if (now.isPresent()) {
        end(now.get());
      }
    }
  }

  private void askAndWait(List<Post> posts, Duration limit) throws InterruptedException {
    for (Post post : posts) {
      Detached.ask(post.process());
    }
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end && posts.stream().anyMatch(each -> each.process().isAlive())) {
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
  ///
  /// @param answers whether processes were well when they were asked a moment ago
  private void reroute(Map<Incarnation, Boolean> answers) throws IOException {
    Optional<Routing> routing = gateway.routing();
    if (routing.isEmpty()) {
      return;
    }
    Crew crew = crew();
    looks.count(crew, answers, routing);
    Split split = routing.get().split();
    Map<Version, List<URI>> instances = new HashMap<>();
    for (Member member : crew.versions()) {
      if (member.phase() == Phase.UP) {
        List<URI> routable = looks.routable(member, routing);
        // none is well: better one that may answer than nobody
        instances.put(
            member.name(),
            routable.isEmpty() && split.of(member.name()) > 0
                ? member.instances().stream().map(post -> Pulse.where(post.port())).toList()
                : routable);
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

  /// Which instances of a version get requests while they are well.
  List<Post> serving(Version version) throws IOException {
    Optional<Routing> routing = gateway.routing();
    return crew().of(version).stream()
        .flatMap(
            member ->
                member.instances().stream()
                    .filter(each -> each.duty() == Duty.ON && Looks.isIn(routing, member, each)))
        .toList();
  }

  /// Asks all processes at once whether they are well.
  private Map<Incarnation, Boolean> answers(Crew crew) throws IOException {
    Map<Incarnation, CompletableFuture<Boolean>> asked = new LinkedHashMap<>();
    for (Member member : crew.versions()) {
      Optional<Launch> launch = shelf.launch(member.name());
      for (Post post : member.instances()) {
        if (launch.isPresent() && post.process().isAlive()) {
          asked.put(post.process(), pulse.isWell(post.port(), launch.get().ready()));
        }
      }
    }
    Map<Incarnation, Boolean> well = new LinkedHashMap<>();
    asked.forEach((process, answer) -> well.put(process, answer.join()));
    return well;
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
    background.shutdownNow();
    pulse.close();
    shelf.close();
    turns.close();
  }
}

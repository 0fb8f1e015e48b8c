package dev.naosu.app.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.access.Doorkeeper;
import dev.naosu.access.Doorkeeper.Admission;
import dev.naosu.access.Passwords;
import dev.naosu.access.Role;
import dev.naosu.access.Visitor;
import dev.naosu.app.rest.Server;
import dev.naosu.app.serve.MeasuredArrivals;
import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Intake;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.Policy;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.Workflows;
import dev.naosu.detect.Body;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.Signal;
import dev.naosu.detect.traces.Neighbours;
import dev.naosu.detect.watch.Watch;
import dev.naosu.diagnose.cause.Cause;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Direction;
import dev.naosu.diagnose.cause.Evidence;
import dev.naosu.diagnose.cause.Explanation;
import dev.naosu.diagnose.cause.Impact;
import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.canary.Canary;
import dev.naosu.ship.canary.CanaryPlan;
import dev.naosu.ship.canary.KnownFailures;
import dev.naosu.ship.canary.Window;
import dev.naosu.ship.rollout.Judgement;
import dev.naosu.ship.rollout.Rollout;
import dev.naosu.ship.rollout.Rollout.Phase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// A whole server over stores in memory, with a token for each role, and a client.
public final class TestHouse implements AutoCloseable {
  public static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  public static final String PASSWORD = "correct horse battery";

  /// Few rounds: what is tested is not how slow they are.
  private static final int ROUNDS = 1_000;

  public final MemoryIncidents incidents = new MemoryIncidents();
  public final MemoryRollouts rollouts = new MemoryRollouts();
  public final MemoryAccounts accounts = new MemoryAccounts();
  public final MemoryJournal journal = new MemoryJournal();
  public final MemoryHalt halt = new MemoryHalt();
  public final LineDecoder decoder = new LineDecoder();
  public final List<String> sent = new CopyOnWriteArrayList<>();
  public final List<String> lacking = new ArrayList<>();
  public final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  public final SourceLimits limits;
  public final List<String> unread = new ArrayList<>();
  public final MemoryApprovals approvals = new MemoryApprovals();
  public final Doorkeeper doorkeeper;
  public final Desk desk;
  public final Server server;
  public final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final PolledChanges changes =
      new PolledChanges(incidents, rollouts, halt, Duration.ofMillis(50));
  private final Map<Role, String> tokens = new EnumMap<>(Role.class);
  private volatile Instant now = NOON;
  private int port;

  public TestHouse() {
    this(List.of(), _ -> Optional.empty(), Allowance.usual());
  }

  /// @param rules whose word a repair needs
  /// @param doors of channels, made with this house
  public TestHouse(ApprovalRules rules, Function<TestHouse, List<Route>> doors) {
    this(List.of(), _ -> Optional.empty(), Allowance.usual(), rules, doors);
  }

  /// @param perSource what each sender may send
  public TestHouse(Allowance perSource) {
    this(List.of(), _ -> Optional.empty(), perSource);
  }

  /// @param decoders instead of the one that reads lines
  /// @param perSource what each sender may send
  public TestHouse(List<SignalDecoder> decoders, Allowance perSource) {
    this(decoders, _ -> Optional.empty(), perSource);
  }

  /// @param decoders instead of the one that reads lines; empty for that one
  public TestHouse(List<SignalDecoder> decoders) {
    this(decoders, _ -> Optional.empty(), Allowance.usual());
  }

  /// @param singleSignOn made with the clock of this house
  public TestHouse(Function<InstantSource, Optional<SingleSignOn>> singleSignOn) {
    this(List.of(), singleSignOn, Allowance.usual());
  }

  private TestHouse(
      List<SignalDecoder> decoders,
      Function<InstantSource, Optional<SingleSignOn>> singleSignOn,
      Allowance perSource) {
    this(decoders, singleSignOn, perSource, ApprovalRules.one(), _ -> List.of());
  }

  private TestHouse(
      List<SignalDecoder> decoders,
      Function<InstantSource, Optional<SingleSignOn>> singleSignOn,
      Allowance perSource,
      ApprovalRules rules,
      Function<TestHouse, List<Route>> doors) {
    this.limits = new SourceLimits(perSource, Map.of(), () -> now);
    this.doorkeeper =
        new Doorkeeper(
            accounts,
            journal,
            () -> now,
            new SecureRandom(),
            new Passwords(new SecureRandom(), ROUNDS));
    Workflows workflows =
        new Workflows() {
          @Override
          public void start(long incident) {
            sent.add("start " + incident);
          }

          @Override
          public void send(long incident, String topic, String message) {
            sent.add(topic + " " + incident + " " + message);
          }
        };
    this.desk = new Desk(incidents, rollouts, workflows, journal, () -> now, rules, approvals);
    this.server =
        new Server(
            new Ports(
                incidents,
                rollouts,
                desk,
                new Intake(
                    incidents,
                    workflows,
                    Watch.none(),
                    Map.of(),
                    Neighbours.none(),
                    new MeasuredArrivals(meters),
                    () -> now),
                halt,
                halt,
                journal,
                journal,
                doorkeeper,
                decoders.isEmpty() ? List.of(decoder) : decoders,
                limits,
                changes,
                meters,
                Policy.usual(),
                singleSignOn.apply(() -> now),
                () -> List.copyOf(lacking),
                () -> List.copyOf(unread),
                () -> now,
                "1.2.3"),
            Visits.unseen(),
            doors.apply(this));
    Visitor root = new Visitor("root", Role.ADMIN, "none");
    for (Role role : Role.values()) {
      if (doorkeeper.create(root, role.word(), role, Duration.ofDays(1))
          instanceof Admission.Admitted(String secret, var _)) {
        tokens.put(role, secret);
      }
    }
  }

  public TestHouse start() throws BindException {
    return start(0);
  }

  public TestHouse start(int wanted) throws BindException {
    port = server.start("127.0.0.1", wanted);
    return this;
  }

  @Override
  public void close() {
    changes.close();
    server.stop();
    client.close();
  }

  public InstantSource clock() {
    return () -> now;
  }

  public void passes(Duration time) {
    now = now.plus(time);
  }

  public String token(Role role) {
    return tokens.getOrDefault(role, "");
  }

  public URI at(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  public HttpResponse<String> get(Role role, String path) throws IOException, InterruptedException {
    return send(request(path).header("Authorization", "Bearer " + token(role)).GET());
  }

  public HttpResponse<String> post(Role role, String path, String json)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Authorization", "Bearer " + token(role))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(at(path)).timeout(Duration.ofSeconds(30));
  }

  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  public static JsonNode json(HttpResponse<String> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }

  /// An incident whose repair waits for a person.
  public Incident asking(long id) {
    return incident(id, State.APPROVAL, Optional.of(remedy()), "PriceTable.lookup");
  }

  /// An incident whose repair gets half of the requests, after one window.
  public Incident rollingOut(long id, State state) {
    Incident incident = incident(id, state, Optional.of(remedy()), "PriceTable.lookup");
    Version old = new Version("b41c000");
    Version fresh = new Version("f1x0000");
    Rollout.Key key = new Rollout.Key(id, 1);
    CanaryPlan plan = CanaryPlan.USUAL;
    List<Window> windows =
        List.of(window(old, fresh, 0, 0), window(old, fresh, 1, 0), window(old, fresh, 2, 1));
    Judgement judgement =
        Judgement.of(Canary.of(plan, old, fresh, KnownFailures.NONE, windows).verdict());
    Phase phase = state == State.HELD ? Phase.HELD : Phase.WATCHING;
    Rollout rollout =
        new Rollout(
            key,
            "shop",
            fresh,
            NOON.minusSeconds(300),
            1,
            Optional.of(old),
            phase,
            1,
            NOON.minusSeconds(200),
            Optional.empty(),
            "",
            "",
            Optional.of(judgement),
            Optional.empty());
    rollouts.plan(rollout);
    windows.forEach(each -> rollouts.keep(rollout, each));
    return incident;
  }

  /// An incident whose repair waits until it may be rolled out, under a name as long as they come.
  public Incident waiting(long id) {
    Incident incident = incident(id, State.ROLLING_OUT, Optional.of(remedy()), "PriceTable.lookup");
    rollouts.plan(
        Rollout.planned(
            new Rollout.Key(id, 1),
            "shop",
            new Version("release-2026.11.29_" + "with-all-that-was-promised".repeat(4)),
            NOON.minusSeconds(5)));
    return incident;
  }

  private static Window window(Version old, Version fresh, int number, int stage) {
    Instant from = NOON.minusSeconds(300).plusSeconds(60L * number);
    return new Window(
        stage,
        new Traffic(
            from,
            from.plusSeconds(60),
            Map.of(old, answers(190, 12), fresh, answers(10, number == 2 ? 1 : 0))));
  }

  private static Answers answers(long requests, long errors) {
    int bucket = Latencies.bucket(Duration.ofMillis(4));
    return new Answers(
        requests, errors, new Latencies(new TreeMap<>(Map.of(bucket, requests))), Set.of());
  }

  public Incident incident(long id, State state, Optional<Remedy> remedy, String where) {
    Incident incident =
        new Incident(
            id,
            new Fingerprint(String.format("%032x", id), "NullPointerException in " + where),
            new Origin("shop", "b41c", "production"),
            Signal.Kind.EXCEPTION,
            state,
            NOON.minusSeconds(600),
            NOON.minusSeconds(598),
            NOON.minusSeconds(20),
            NOON.minusSeconds(500),
            14,
            0,
            remedy.isPresent() ? 1 : 0,
            remedy,
            state == State.HEALED
                ? Optional.of("branch auto-fix/incident-" + id + ", commit 3f9a1c0")
                : Optional.empty(),
            state == State.APPROVAL ? "confidence 0.62 is below 0.70" : "");
    incidents.put(incident);
    incidents.note(id, new Note(NOON.minusSeconds(598), Note.NAOSU, "opened: 14 errors"));
    incidents.put(
        id,
        new Signal(
            "signal-" + id,
            Signal.Kind.EXCEPTION,
            incident.origin(),
            NOON.minusSeconds(600),
            NOON.minusSeconds(599),
            "Cannot invoke \"java.lang.Long.longValue()\" because the price is null",
            Optional.of(
                """
                java.lang.NullPointerException: the price is null
                \tat shop.PriceTable.lookup(PriceTable.java:58)
                """),
            List.of(),
            Optional.of(
                new RecordedRequest(
                    "r1",
                    RecordedRequest.Role.FAILING,
                    "GET",
                    "/prices/4711",
                    "currency=EUR",
                    Map.of(),
                    Body.EMPTY,
                    new RecordedRequest.Answer(500, Map.of(), Optional.empty(), Optional.empty()),
                    Optional.empty(),
                    Optional.empty())),
            new TreeMap<>()));
    return incident;
  }

  public static Remedy remedy() {
    return remedy("PriceTable.lookup reads a price that unknown articles do not have.", "");
  }

  /// The same in a model's words too.
  public static CauseReport toldReport(String text) {
    return report(text)
        .with(
            new Explanation(
                "test/model" + text,
                "PriceTable.java:58 " + text,
                List.of(
                    new Explanation.Claim(
                        "All of it was thrown there " + text, List.of("9 of 9 " + text))),
                2));
  }

  /// Why an incident came about; every text of it holds the given one.
  public static CauseReport report(String text) {
    List<Evidence> evidence = List.of(new Evidence("9 of 9 were thrown there " + text, text, 0.5));
    return new CauseReport(
        NOON,
        false,
        "code fault: PriceTable.java:58 " + text,
        List.of(
            new Cause(
                Cause.Kind.CODE_FAULT,
                "shop",
                "PriceTable.java:58 " + text,
                0.82,
                evidence,
                List.of(new Evidence("1 of 9 elsewhere " + text, text, 0.1))),
            new Cause(Cause.Kind.DEPLOY, "shop", "b41b → b41c " + text, 0.4, evidence, List.of())),
        new Impact(
            List.of("shop", text), List.of("GET /prices " + text), Optional.of(0.18), NOON, text),
        new Direction(Direction.Way.REPAIR_CODE, "repair the code " + text),
        List.of(new CauseReport.Changed(NOON.minusSeconds(700), "shop went to b41c " + text)),
        List.of("cpu of shop was as usual " + text),
        List.of("no metrics of that time are known " + text),
        0.25,
        Optional.empty());
  }

  /// @param more lines of the diff
  public static Remedy remedy(String cause, String more) {
    return new Remedy(
        "b41c77aa0912",
        "return 0 when price == null",
        "PriceTable.java:58",
        """
        --- a/src/main/java/shop/PriceTable.java
        +++ b/src/main/java/shop/PriceTable.java
        @@ -56,3 +56,6 @@
           long lookup(String article) {
             Long price = prices.get(article);
        +    if (price == null) {
        +      return 0;
        +    }
        -    return  price;
        +    return price;
        """
            + more,
        cause,
        0.62,
        List.of(
            "3 recorded requests failed before and are answered now",
            "60 recorded good requests are answered as before"),
        List.of("no test says what the price of an unknown article should be"),
        new Change(
            Map.of("src/main/java/shop/PriceTable.java", "before"),
            Map.of("src/main/java/shop/PriceTable.java", "after")),
        new CommitMessage("fix: return 0 when price == null", "Issue: 1"));
  }
}

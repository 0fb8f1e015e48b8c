package dev.naosu.app.serve;

import dev.naosu.access.Doorkeeper;
import dev.naosu.access.Passwords;
import dev.naosu.access.SharedSecret;
import dev.naosu.app.console.ActionPages;
import dev.naosu.app.console.DecideDoor;
import dev.naosu.app.console.FleetsPage;
import dev.naosu.app.console.PreventionPage;
import dev.naosu.app.console.RuntimePages;
import dev.naosu.app.housing.Housing;
import dev.naosu.app.prevent.LibraryProof;
import dev.naosu.app.rest.ActionDoor;
import dev.naosu.app.rest.DrillDoor;
import dev.naosu.app.rest.EvidenceDoor;
import dev.naosu.app.rest.PreventionApi;
import dev.naosu.app.rest.Server;
import dev.naosu.app.rest.SlackDoor;
import dev.naosu.app.runtime.AtOnce;
import dev.naosu.app.runtime.Component;
import dev.naosu.app.runtime.ComponentsSection;
import dev.naosu.app.runtime.DrillWay;
import dev.naosu.app.runtime.Equipment;
import dev.naosu.app.runtime.Evidence;
import dev.naosu.app.runtime.Known;
import dev.naosu.app.runtime.LoggingPager;
import dev.naosu.app.runtime.Processes;
import dev.naosu.app.runtime.Recovering;
import dev.naosu.app.runtime.Roads;
import dev.naosu.app.runtime.RunbookReader;
import dev.naosu.app.runtime.Runbooks;
import dev.naosu.app.serve.PullRequestShipping.Place;
import dev.naosu.app.web.DecisionLinks;
import dev.naosu.app.web.IntakeMeters;
import dev.naosu.app.web.PolledChanges;
import dev.naosu.app.web.Ports;
import dev.naosu.app.web.Route;
import dev.naosu.app.web.SingleSignOn;
import dev.naosu.app.web.SourceLimits;
import dev.naosu.app.web.Visits;
import dev.naosu.build.ReplaySection;
import dev.naosu.cycle.action.Deciding;
import dev.naosu.cycle.chaos.UndoDrill;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.IncidentCycle;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Intake;
import dev.naosu.cycle.incident.RuntimeHealing;
import dev.naosu.cycle.incident.Shipping;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.cycle.people.Herald;
import dev.naosu.cycle.people.RuntimeDossiers;
import dev.naosu.cycle.runtime.SelfRecovery;
import dev.naosu.cycle.upkeep.Updating;
import dev.naosu.cycle.upkeep.Upkeep;
import dev.naosu.detect.OwnCode;
import dev.naosu.detect.traces.Call;
import dev.naosu.detect.watch.LearningWatch;
import dev.naosu.detect.watch.Observed;
import dev.naosu.detect.watch.Watch;
import dev.naosu.diagnose.cause.SeenVersions;
import dev.naosu.diagnose.cause.Topology;
import dev.naosu.durable.Body;
import dev.naosu.durable.DbosWorkflows;
import dev.naosu.durable.Settings;
import dev.naosu.fleet.Operated;
import dev.naosu.forest.CutForest;
import dev.naosu.machine.Cage;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.messages.SlackSignature;
import dev.naosu.model.Model;
import dev.naosu.oidc.OidcProvider;
import dev.naosu.postgres.Database;
import dev.naosu.postgres.DatabaseAddress;
import dev.naosu.postgres.EmbeddedPostgres;
import dev.naosu.postgres.JdbcAccounts;
import dev.naosu.postgres.JdbcApprovals;
import dev.naosu.postgres.JdbcCases;
import dev.naosu.postgres.JdbcDispatches;
import dev.naosu.postgres.JdbcIncidents;
import dev.naosu.postgres.JdbcJournal;
import dev.naosu.postgres.JdbcReadings;
import dev.naosu.postgres.JdbcRollouts;
import dev.naosu.postgres.JdbcStopSwitch;
import dev.naosu.postgres.JdbcTroubles;
import dev.naosu.redaction.Redaction;
import dev.naosu.repair.upkeep.Appraiser;
import dev.naosu.ship.action.Road;
import dev.naosu.ship.pull.CodeOwners;
import dev.naosu.ship.rollout.Deployed;
import dev.naosu.ship.rollout.RollingOut;
import dev.naosu.ship.rollout.Rollouts;
import dev.naosu.twins.ServiceTwins;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A naosu server that runs: store, cycles, API and console, put together from its configuration.
public final class NaosuServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.serve");
  private static final int CONNECTIONS = 16;
  private static final Duration CHANGES = Duration.ofMillis(500);
  private static final Duration HOUSEKEEPING = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final int PAGE = 500;
  private static final int KEY_BYTES = 32;

  /// That pages look through.
  private static final int ACTIONS = 200;

  /// Longest time to ask the old and the repaired build of a service the same.
  private static final Duration COMPARING = Duration.ofMinutes(5);

  private static final Duration ONE_ANSWER = Duration.ofSeconds(10);

  /// The same metrics give the same grades.
  private static final long FOREST_SEED = 5;

  private final ServerConfig config;
  private final Workshop workshop;
  private final Supplier<Optional<Model>> models;
  private final String version;
  private final InstantSource clock;
  private final Equipping equipping;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /// What others may use of it.
  ///
  /// @param url of console and API
  /// @param firstToken one-time admin token; empty when somebody can sign in already
  /// @param fleets of the services that have one, by name
  /// @param roads what changes something that runs goes by
  public record Running(
      String url,
      Optional<String> firstToken,
      Incidents incidents,
      Rollouts rollouts,
      Desk desk,
      Doorkeeper doorkeeper,
      Map<String, ServiceFleet> fleets,
      Roads roads) {}

  /// @param models one that explains causes, with a budget that begins when it is asked for
  /// @param version of naosu
  public NaosuServer(
      ServerConfig config,
      Workshop workshop,
      Supplier<Optional<Model>> models,
      String version,
      InstantSource clock) {
    this(config, workshop, models, version, clock, Equipping.usual());
  }

  /// @param models one that explains causes, with a budget that begins when it is asked for
  /// @param version of naosu
  /// @param equipping what can be done to what runs
  public NaosuServer(
      ServerConfig config,
      Workshop workshop,
      Supplier<Optional<Model>> models,
      String version,
      InstantSource clock,
      Equipping equipping) {
    this.equipping = equipping;
    this.config = config;
    this.workshop = workshop;
    this.models = models;
    this.version = version;
    this.clock = clock;
  }

  /// Starts it. When that fails, what has been started already ends with [#close].
  ///
  /// @throws IOException with a text for people, as when a port or a directory cannot be had
  /// @throws dev.naosu.postgres.DatabaseUnavailable with the remedy
  public Running start() throws IOException {
    try {
      return assemble();
    } catch (SQLException e) {
      throw new IOException("the database cannot be used: " + e.getMessage(), e);
    }
  }

  /// Reads like a parts list; each part ends before those it stands on.
  private Running assemble() throws IOException, SQLException {
    Path data = Files.createDirectories(config.data());
    Database database = kept(Database.open(address(data), CONNECTIONS));
    JdbcIncidents incidents = new JdbcIncidents(database);
    JdbcRollouts rollouts = new JdbcRollouts(database);
    JdbcJournal journal = new JdbcJournal(database);
    Path stopFile = data.resolve("STOP");
    JdbcStopSwitch stop = new JdbcStopSwitch(database, stopFile);
    // first, so that it begins while the rest does; it ends after whatever asks it
    WayOut out = kept(WayOut.begin(config, data, WayOut.ownCommand()));
    Map<String, Served> services = services(data, out);
    Map<String, Place> places = places(services, out);
    Gateways gateways = kept(new Gateways(config.services(), data, Gateways.ownCommand()));
    Map<String, ServiceFleet> fleets =
        new Fleets(data, gateways, config.sources().prometheus(), clock)
            .reading(out::repository)
            .openAll(config.services(), Fleets.Use.KEEP);
    fleets.values().forEach(this::kept);
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    // what it remembers of metrics is what a cause is looked for in
    LearningWatch watch =
        new LearningWatch(config.watch().settings(), () -> new CutForest(FOREST_SEED));
    // ends after the cycles, whose last steps it has to send
    Optional<Tracing> tracing =
        Tracing.open(config.traces(), System.getenv(), version, clock).map(this::kept);
    Workshop measured = workshop.with(new MeasuredTests(meters));
    Workshop told = tracing.map(each -> each.told(measured)).orElse(measured);
    SeenVersions versions = new SeenVersions();
    FleetRemedies remedies = new FleetRemedies(fleets, config.services(), rollouts, clock);
    Equipment equipment = remedies.with(equipping.equip(config, fleets));
    Roads roads = kept(roads(equipment, database, journal, incidents, stop, meters, data)).begin();
    new ActionMeters(roads, meters, clock);
    JdbcTroubles troubles = new JdbcTroubles(database);
    // who finds what is wrong with what runs stands before who takes that in
    CompletableFuture<Intake> taking = new CompletableFuture<>();
    Optional<Recovering> recovering =
        recovering(
            fleets,
            equipment,
            roads,
            stop,
            new SelfRecovery.Books(
                incidents,
                signal -> taking.join().accept(signal),
                troubles,
                troubles,
                roads.episodes(),
                journal,
                new Redaction(false)));
    IncidentCycle cycle =
        new IncidentCycle(
            incidents,
            new MeasuredTreatments(
                new ServiceTreatments(
                    services,
                    told,
                    cores(),
                    config.policy().mostComplex(),
                    new TwinProof(
                        new ServiceTwins(ReplaySection::read, grounds(data), ONE_ANSWER),
                        config.policy().reviewFrom(),
                        COMPARING),
                    version,
                    clock),
                meters,
                clock),
            shipping(services, places, incidents, stop),
            new RollingOut(deployed(fleets), rollouts, journal, stop::isOn, Thread::sleep, clock),
            recovering.map(Recovering::healing).orElseGet(RuntimeHealing::none),
            new ToldCauses(
                new ServiceCauses(
                    incidents,
                    services,
                    watch,
                    environment -> topology(watch.calls(environment)),
                    versions,
                    new Redaction(false),
                    clock),
                incidents,
                models),
            journal,
            stop,
            config.policy(),
            clock);
    Body body = cycle::run;
    DbosWorkflows workflows =
        kept(
            DbosWorkflows.open(
                database.dataSource(),
                Settings.usual(processName(data), version),
                tracing.map(each -> each.told(body, incidents)).orElse(body)));
    PeopleSection people = config.people();
    JdbcApprovals approvals = new JdbcApprovals(database);
    Desk desk = new Desk(incidents, rollouts, workflows, journal, clock, people.rules(), approvals);
    Intake intake =
        new Intake(
            incidents,
            workflows,
            versions.before(config.watch().enabled() ? watch : Watch.none()),
            ownCode(),
            watch.neighbours(),
            new MeasuredArrivals(meters),
            clock);
    taking.complete(intake);
    SecureRandom random = new SecureRandom();
    Doorkeeper doorkeeper =
        new Doorkeeper(
            new JdbcAccounts(database),
            journal,
            clock,
            random,
            new Passwords(random, Passwords.ROUNDS));
    SourceLimits limits =
        new SourceLimits(config.intake().perSource(), config.intake().sources(), clock);
    Redaction redaction = new Redaction(false);
    Fetching fetching = new Fetching();
    DecisionLinks links = links(approvals, random);
    Channels channels = kept(Channels.of(people, links, clock));
    JdbcDispatches dispatches = new JdbcDispatches(database);
    Telling telling =
        kept(
            Telling.begin(
                new Herald(
                    incidents,
                    desk,
                    new RuntimeDossiers(
                        troubles,
                        troubles,
                        roads.deeds(),
                        equipment.catalogue(),
                        roads.desk()::needs,
                        roads.desk()::approvers,
                        people.address()),
                    dispatches,
                    people.address()),
                channels.all(),
                clock));
    Prevention prevention =
        prevention(
            database, data, services, places, stop, journal, meters, equipment, roads.road());
    Server server =
        new Server(
            new Ports(
                incidents,
                rollouts,
                desk,
                intake,
                stop,
                new StoredHalt(stop, stopFile),
                journal,
                journal,
                doorkeeper,
                Decoders.all(redaction, config.senders()),
                limits,
                kept(new PolledChanges(incidents, rollouts, stop, CHANGES)),
                meters,
                config.policy(),
                config.oidc().map(this::singleSignOn),
                () -> database.isThere() ? List.of() : List.of("the database does not answer"),
                () ->
                    Stream.of(fetching.problems(), telling.problems())
                        .flatMap(List::stream)
                        .toList(),
                clock,
                version),
            tracing.map(Tracing::visits).orElse(Visits.unseen()),
            Stream.of(
                    doors(desk, roads.desk(), approvals, links, channels),
                    new EvidenceDoor(incidents, troubles).routes(),
                    new PreventionApi(prevention).routes(),
                    new PreventionPage(prevention, stop, clock, version).routes(),
                    new ActionDoor(roads.desk(), roads::kpis, doorkeeper).routes(),
                    new DrillDoor(
                            equipment.catalogue(),
                            decider ->
                                new UndoDrill(
                                    equipment.catalogue(),
                                    equipment.gauge(),
                                    new DrillWay(roads.road(), roads.desk(), decider),
                                    roads.drills(),
                                    Thread::sleep,
                                    clock),
                            roads.drills(),
                            doorkeeper)
                        .routes(),
                    new ActionPages(roads.desk(), roads::kpis, stop, doorkeeper, clock, version)
                        .routes(),
                    new RuntimePages(
                            () -> recovering.map(Recovering::watched).orElse(List.of()),
                            new RuntimePages.Store(incidents, troubles, troubles),
                            () -> roads.desk().latest(Optional.empty(), ACTIONS),
                            stop,
                            clock,
                            version)
                        .routes(),
                    new FleetsPage(
                            operated(fleets),
                            () -> roads.desk().latest(Optional.empty(), ACTIONS),
                            stop,
                            clock,
                            version)
                        .routes())
                .flatMap(List::stream)
                .toList());
    out.await();
    int port = server.start(config.host(), config.port());
    parts.push(server::stop);
    if (config.otlpGrpc().isPresent()) {
      kept(
          new OtlpDoor(doorkeeper, limits, new IntakeMeters(meters))
              .open(config.otlpGrpc().get(), server.receiver(), clock));
    }
    workflows.run();
    begun(incidents, workflows);
    keepHouse(incidents, dispatches, workflows, roads);
    kept(fetching).begin(config.sources(), data, server.receiver(), redaction, clock, meters);
    keepWatch(intake);
    recovering.ifPresent(each -> kept(each).begin());
    kept(remedies.scale(roads.road()));
    gateways.begin();
    if (config.prevention().enabled()) {
      kept(prevention).begin();
    }
    return new Running(
        "http://" + reachable(config.host()) + ":" + port,
        doorkeeper.firstToken(),
        incidents,
        rollouts,
        desk,
        doorkeeper,
        fleets,
        roads);
  }

  /// Ends it; what is under way goes on at the next start.
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "a part of the server did not end well", e);
      }
    }
  }

  /// Where the deployed build and a repaired one are asked the same.
  private ServiceTwins.Grounds grounds(Path data) throws IOException {
    ProcessSandbox trusted = ProcessSandbox.create();
    return switch (Housing.of(config.sandboxing(), data.resolve("cage"))) {
      case Housing.Caged(Cage cage) ->
          new ServiceTwins.Grounds(trusted, ProcessSandbox.within(cage));
      case Housing.Trusted _ -> ServiceTwins.Grounds.of(trusted);
      case Housing.Makeshift makeshift -> {
        LOG.log(System.Logger.Level.WARNING, makeshift.line() + "; models are not asked");
        yield ServiceTwins.Grounds.of(trusted);
      }
      case Housing.Refused(String why, String remedy) -> throw new IOException(why + ". " + remedy);
    };
  }

  private <T extends AutoCloseable> T kept(T part) {
    parts.push(part);
    return part;
  }

  private DatabaseAddress address(Path data) {
    return config
        .database()
        .map(DatabaseAddress::parse)
        .orElseGet(
            () ->
                kept(EmbeddedPostgres.open(
                        data.resolve("postgres"), cache(), EmbeddedPostgres.Use.SERVER))
                    .address());
  }

  private Roads roads(
      Equipment equipment,
      Database database,
      JdbcJournal journal,
      JdbcIncidents incidents,
      StopSwitch stop,
      PrometheusMeterRegistry meters,
      Path data)
      throws IOException {
    return new Roads(
        new Roads.Ground(database, journal, data, processName(data), guardCommand(data)),
        equipment,
        config.runtime(),
        () -> stop.isOn() ? Optional.of("naosu is stopped") : Optional.empty(),
        config.people().rules(),
        new LoggingPager(incidents, meters, clock),
        clock);
  }

  private List<String> guardCommand(Path data) {
    List<String> words = new ArrayList<>(OwnCommand.of("lease-guard", "--data", data.toString()));
    config.file().ifPresent(file -> words.addAll(List.of("--config", file.toString())));
    return words;
  }

  /// Links are good for as long as a question is asked once and once more.
  private DecisionLinks links(JdbcApprovals approvals, SecureRandom random) {
    byte[] fresh = new byte[KEY_BYTES];
    random.nextBytes(fresh);
    return new DecisionLinks(
        new SharedSecret(approvals.key("decision-links", HexFormat.of().formatHex(fresh))),
        random,
        clock,
        config.people().rules().expiry().multipliedBy(2));
  }

  /// Where people answer by what they were told.
  private List<Route> doors(
      Desk desk,
      Deciding actions,
      JdbcApprovals approvals,
      DecisionLinks links,
      Channels channels) {
    PeopleSection people = config.people();
    List<Route> doors = new ArrayList<>();
    if (people.mail().isPresent()) {
      doors.addAll(
          new DecideDoor(desk, approvals, links, people.colleagues(), clock, version).routes());
    }
    if (people.slack().isPresent() && channels.slack().isPresent()) {
      doors.addAll(
          new SlackDoor(
                  desk,
                  actions,
                  channels.slack().get(),
                  new SlackSignature(people.slack().get().signing()),
                  people.colleagues(),
                  clock)
              .routes());
    }
    return doors;
  }

  private SingleSignOn singleSignOn(OidcSection oidc) {
    return new SingleSignOn(
        kept(new OidcProvider(oidc.registration(), clock)),
        oidc.roles(),
        oidc.label(),
        config.publicAddress().orElseThrow());
  }

  private Prevention prevention(
      Database database,
      Path data,
      Map<String, Served> services,
      Map<String, Place> places,
      JdbcStopSwitch stop,
      JdbcJournal journal,
      PrometheusMeterRegistry meters,
      Equipment equipment,
      Road road) {
    JdbcCases cases = new JdbcCases(database);
    JdbcReadings readings = new JdbcReadings(database);
    List<Component> components =
        config.services().stream().flatMap(each -> each.components().stream()).toList();
    Updating updating =
        new ServiceUpdating(
            services,
            places,
            new LibraryProof(ProcessSandbox.create(), version),
            stop,
            journal,
            clock);
    Upkeep upkeep =
        new Upkeep(
            new PreventionSources(config.prevention(), equipment.gauge(), clock)
                .all(data, components, services.values()),
            readings,
            cases,
            Appraiser.usual(),
            new Upkeep.Ways(
                equipment.catalogue(),
                road,
                updating,
                target ->
                    components.stream()
                        .filter(each -> each.target().equals(target))
                        .map(Component::environment)
                        .findFirst()
                        .orElse(ComponentsSection.USUAL_ENVIRONMENT)),
            config.prevention().windows(),
            clock);
    return new Prevention(upkeep, cases, readings, config.prevention().every(), clock, meters);
  }

  private Shipping shipping(
      Map<String, Served> services,
      Map<String, Place> places,
      Incidents incidents,
      StopSwitch stop) {
    return new PullRequestShipping(
        places,
        new RepositoryShipping(services),
        new Accounts(incidents, config.publicAddress()),
        stop,
        Thread::sleep);
  }

  private Map<String, Place> places(Map<String, Served> services, WayOut out) {
    Map<String, Place> places = new HashMap<>();
    for (ServerConfig.Service each : config.services()) {
      each.forge()
          .ifPresent(
              section ->
                  places.put(
                      each.name(),
                      new Place(
                          Objects.requireNonNull(services.get(each.name())),
                          each.branch(),
                          section,
                          out.forge(each),
                          section
                              .address()
                              .map(address -> address.kind().owners())
                              .orElse(CodeOwners.Dialect.GITHUB))));
    }
    return places;
  }

  /// Empty where no component is known, or nobody wants it.
  private Optional<Recovering> recovering(
      Map<String, ServiceFleet> fleets,
      Equipment equipment,
      Roads roads,
      StopSwitch stop,
      SelfRecovery.Books books)
      throws IOException {
    List<Component> components =
        config.services().stream().flatMap(each -> each.components().stream()).toList();
    if (components.isEmpty() || !config.runbooks().enabled()) {
      return Optional.empty();
    }
    Processes processes = new Processes(components, new RosterProcesses(fleets));
    Runbooks.All runbooks =
        Runbooks.read(
            new RunbookReader(Known.with(equipment.catalogue().traits())),
            config.runbooks().directory(),
            config.runbooks().off());
    if (!runbooks.mistakes().isEmpty()) {
      throw new IOException(
          "there are mistakes in the runbooks:\n  " + String.join("\n  ", runbooks.mistakes()));
    }
    return Optional.of(
        Recovering.of(
            config.runbooks(),
            runbooks,
            processes,
            new AtOnce(equipment.gauge(), clock),
            new Evidence(components, processes),
            equipment.catalogue(),
            roads.road(),
            roads.answers(),
            stop,
            books,
            clock));
  }

  /// Of services that have said which packages are theirs.
  private Map<String, OwnCode> ownCode() {
    return config.services().stream()
        .filter(each -> !each.packages().isEmpty())
        .collect(
            Collectors.toUnmodifiableMap(
                ServerConfig.Service::name, each -> new OwnCode(each.packages())));
  }

  private Map<String, Served> services(Path data, WayOut out) {
    return config.services().stream()
        .map(
            each ->
                new Served(
                    each.name(),
                    out.repository(
                        each,
                        data.resolve("mirrors")
                            .resolve(each.name().replaceAll("[^\\w.-]", "_") + ".git")),
                    each.directory(),
                    each.canary().merge(),
                    out.publishing(each)))
        .collect(Collectors.toUnmodifiableMap(Served::name, Function.identity()));
  }

  private static Map<String, Operated> operated(Map<String, ServiceFleet> fleets) {
    Map<String, Operated> operated = new HashMap<>();
    fleets.forEach((service, fleet) -> operated.put(service, fleet.operated()));
    return operated;
  }

  private Map<String, Deployed> deployed(Map<String, ServiceFleet> fleets) {
    Map<String, Deployed> deployed = new HashMap<>();
    for (ServerConfig.Service each : config.services()) {
      ServiceFleet fleet = fleets.get(each.name());
      if (fleet != null) {
        deployed.put(each.name(), Deployed.of(fleet.fleet(), each.canary().plan()));
      }
    }
    return deployed;
  }

  /// Begins the cycles of incidents that were opened by a process that ended before it began them.
  private static void begun(Incidents incidents, DbosWorkflows workflows) throws SQLException {
    EnumSet<State> open =
        Stream.of(State.values())
            .filter(state -> !state.isFinal())
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(State.class)));
    Incidents.Filter filter = new Incidents.Filter(open, Optional.empty());
    Optional<Long> before = Optional.empty();
    while (true) {
      List<Incident> page = incidents.list(filter, before, PAGE);
      if (page.isEmpty()) {
        return;
      }
      workflows.startMissing(page.stream().map(Incident::id).toList());
      before = Optional.of(page.getLast().id());
    }
  }

  private void keepHouse(
      JdbcIncidents incidents, JdbcDispatches dispatches, DbosWorkflows workflows, Roads roads) {
    Thread thread =
        Thread.ofVirtual()
            .name("housekeeping")
            .start(
                () -> {
                  try {
                    while (true) {
                      forget(
                          incidents,
                          dispatches,
                          workflows,
                          roads,
                          clock.instant().minus(config.retention()));
                      Thread.sleep(HOUSEKEEPING);
                    }
                  } catch (InterruptedException _) {
                    // the server ends
                    Thread.currentThread().interrupt();
                  }
                });
    parts.push(thread::interrupt);
  }

  /// Some troubles show only because time has passed.
  private void keepWatch(Intake intake) {
    Thread thread =
        Thread.ofVirtual()
            .name("watch")
            .start(
                () -> {
                  try {
                    while (true) {
                      Thread.sleep(LOOK);
                      look(intake);
                    }
                  } catch (InterruptedException _) {
                    // the server ends
                    Thread.currentThread().interrupt();
                  }
                });
    parts.push(thread::interrupt);
  }

  private static void look(Intake intake) {
    try {
      intake.observe(Observed.NOTHING);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "what was found could not be kept; tried again", e);
    }
  }

  private static void forget(
      JdbcIncidents incidents,
      JdbcDispatches dispatches,
      DbosWorkflows workflows,
      Roads roads,
      Instant before) {
    try {
      int forgotten = incidents.forgetBefore(before);
      if (forgotten > 0) {
        LOG.log(System.Logger.Level.INFO, forgotten + " incidents were forgotten: they were old");
      }
      dispatches.forget();
      workflows.forgetBefore(before);
      roads.forgetBefore(before);
    } catch (SQLException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "old incidents could not be forgotten; tried again", e);
    }
  }

  /// Unpacked once for all data directories of this user.
  private static Path cache() {
    String given = System.getenv("XDG_CACHE_HOME");
    Path caches =
        given == null || given.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(given);
    return caches.resolve("naosu").resolve("postgres");
  }

  /// The same at every start with this data directory, and another one for each of them.
  private static String processName(Path data) throws IOException {
    Path file = data.resolve("process");
    if (!Files.exists(file)) {
      Files.writeString(file, java.util.UUID.randomUUID().toString());
    }
    return Files.readString(file).strip();
  }

  private static Topology topology(Set<Call> calls) {
    return new Topology(
        calls.stream()
            .map(call -> new Topology.Edge(call.caller(), call.callee()))
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static String reachable(String host) {
    return host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
  }
}

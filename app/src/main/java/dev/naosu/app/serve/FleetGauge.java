package dev.naosu.app.serve;

import dev.naosu.cycle.scaling.FleetVitals;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.fleet.Roster;
import dev.naosu.vitals.HttpGauge;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Measures services that have a fleet: all instances together, and each with what it says of
/// itself, what its fleet finds, and how it answers beside its siblings.
final class FleetGauge implements Vitals.Gauge {
  private static final System.Logger LOG = System.getLogger("dev.naosu.runtime");

  /// The vital that says whether an instance answers.
  private static final String ANSWERS = "http.up";

  /// Less than all measuring together may take.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// For one that hangs, so that what lasts is soon known to last.
  private static final Duration LITTLE = Duration.ofSeconds(2);

  private static final Duration ASKING = Duration.ofSeconds(2);
  private static final int FIRST_WELL = 200;
  private static final int LAST_WELL = 499;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(ASKING).build();
  private final Map<String, ServiceFleet> fleets;
  private final Vitals.Gauge others;
  private final InstantSource clock;
  private final Map<String, FleetLooks> looks;

  /// @param fleets by service
  /// @param others measures whatever is no fleet
  FleetGauge(Map<String, ServiceFleet> fleets, Vitals.Gauge others, InstantSource clock) {
    this.fleets = Map.copyOf(fleets);
    this.others = others;
    this.clock = clock;
    this.looks =
        this.fleets.values().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    ServiceFleet::name, each -> new FleetLooks(each.name(), each.roster())));
  }

  @Override
  public Vitals measure(Target target) throws InterruptedException {
    if (target.component().equals(FleetVitals.COMPONENT)) {
      return all(target, Optional.ofNullable(fleets.get(target.service())));
    }
    FleetLooks fleet = looks.get(target.service());
    return fleet == null || target.instance().isEmpty()
        ? others.measure(target)
        : one(target, fleet);
  }

  private Vitals all(Target target, Optional<ServiceFleet> fleet) {
    try {
      if (fleet.flatMap(ServiceFleet::meter).isPresent()) {
        return FleetVitals.of(target, fleet.flatMap(ServiceFleet::meter).orElseThrow().measure());
      }
    } catch (IOException e) {
      // what cannot be measured is never good
      LOG.log(System.Logger.Level.DEBUG, target + " cannot be measured: " + e.getMessage());
    }
    return new Vitals(target, clock.instant(), new TreeMap<>());
  }

  /// One that hangs says nothing of itself, and that it does not answer is what has to be known of
  /// it.
  private Vitals one(Target target, FleetLooks fleet) throws InterruptedException {
    FleetLooks.Look look = fleet.look(clock.instant());
    Optional<Double> answers =
        Optional.ofNullable(look.conditions().get(target.instance())).flatMap(FleetGauge::answers);
    if (answers.isEmpty()) {
      return others.measure(target);
    }
    FutureTask<Vitals> said = new FutureTask<>(() -> others.measure(target));
    Thread asking = Thread.ofVirtual().name("asks " + target).start(said);
    boolean isWell = answers.get() > 0;
    // one that just did not answer its fleet is not waited for once more
    SortedMap<String, Double> values =
        isWell ? asked(target, look.addresses().get(target.instance())) : new TreeMap<>();
    values.put(ANSWERS, answers.get());
    values.putAll(fleet.beside(target.instance()));
    try {
      values.putAll(
          said.get((isWell ? PATIENCE : LITTLE).toMillis(), TimeUnit.MILLISECONDS).values());
    } catch (TimeoutException | ExecutionException _) {
      // what it did not say is unknown
    } finally {
      asking.interrupt();
    }
    return new Vitals(target, clock.instant(), values);
  }

  /// Empty for what is not up yet.
  private static Optional<Double> answers(Roster.Condition condition) {
    return switch (condition) {
      case WELL -> Optional.of(1.0);
      case UNWELL -> Optional.of(0.0);
      case STARTING, ASIDE, LEAVING -> Optional.empty();
    };
  }

  /// As a customer would ask it.
  private SortedMap<String, Double> asked(Target target, @Nullable URI address)
      throws InterruptedException {
    if (address == null) {
      return new TreeMap<>();
    }
    HttpGauge gauge = new HttpGauge(client, address, FIRST_WELL, LAST_WELL, ASKING, clock);
    return new TreeMap<>(gauge.measure(target).values());
  }
}

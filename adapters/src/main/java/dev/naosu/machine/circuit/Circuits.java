package dev.naosu.machine.circuit;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Circuit breakers, one for each thing that is called. Three calls in a row that failed open one:
/// for half a minute the thing is left in peace, then it is tried once.
public final class Circuits {
  static final Duration PEACE = Duration.ofSeconds(30);

  private static final int FAILURES = 3;
  private static final int ALL_PERCENT = 100;

  private final InstantSource clock;
  private final CircuitBreakerRegistry registry;
  private final Map<String, Circuit> circuits = new ConcurrentHashMap<>();

  public Circuits(InstantSource clock) {
    this.clock = clock;
    this.registry =
        CircuitBreakerRegistry.of(
            CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(FAILURES)
                .minimumNumberOfCalls(FAILURES)
                .failureRateThreshold(ALL_PERCENT)
                .waitDurationInOpenState(PEACE)
                .permittedNumberOfCallsInHalfOpenState(1)
                .ignoreExceptions(InterruptedException.class)
                .clock(clock.withZone(ZoneOffset.UTC))
                .build());
  }

  /// @param thing that is called, such as `redis of shop/cache`; the same one for the same name
  public Circuit of(String thing) {
    return circuits.computeIfAbsent(
        thing, name -> new Circuit(name, registry.circuitBreaker(name), clock));
  }
}

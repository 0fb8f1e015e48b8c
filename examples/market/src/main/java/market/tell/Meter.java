package market.tell;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/** What can be told of this program in numbers. */
public final class Meter {
  /**
   * One of them.
   *
   * @param isSum whether it only grows, from 0 at the start on
   * @param value no number when there is nothing to tell
   */
  record Metric(
      String name, String unit, Map<String, String> labels, boolean isSum, DoubleSupplier value) {}

  /** Something that is counted. */
  @FunctionalInterface
  public interface Count {
    void add(int more);
  }

  private final List<Metric> metrics = new CopyOnWriteArrayList<>();

  public void gauge(String name, String unit, Map<String, String> labels, DoubleSupplier value) {
    metrics.add(new Metric(name, unit, labels, false, value));
  }

  public void sum(String name, String unit, Map<String, String> labels, DoubleSupplier value) {
    metrics.add(new Metric(name, unit, labels, true, value));
  }

  public Count count(String name, String unit, Map<String, String> labels) {
    LongAdder counted = new LongAdder();
    sum(name, unit, labels, counted::doubleValue);
    return counted::add;
  }

  /** Told by two quantiles. */
  public Durations durations(String name, Map<String, String> labels) {
    Durations durations = new Durations();
    gauge(name + ".p50", "s", labels, () -> durations.quantile(0.5));
    gauge(name + ".p95", "s", labels, () -> durations.quantile(0.95));
    return durations;
  }

  List<Metric> metrics() {
    return metrics;
  }
}

package dev.naosu.telemetry;

import dev.naosu.detect.Origin;
import dev.naosu.detect.metrics.Sample;
import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Series.Shape;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads data points of metrics. Each number is a sample; a distribution is one of how many there
/// were and one of their sum, and, where it tells of the time since the one before, a quantile.
final class DataPoints {
  static final int MOST_LABELS = 32;
  private static final double QUANTILE = 0.95;

  private final Cleaning cleaning;
  private final Instant received;

  DataPoints(Cleaning cleaning, Instant received) {
    this.cleaning = cleaning;
    this.received = received;
  }

  Harvest read(List<ResourceMetrics> resources) {
    Harvest.Basket basket = new Harvest.Basket();
    for (ResourceMetrics resource : resources) {
      List<Metric> metrics =
          resource.getScopeMetricsList().stream()
              .map(ScopeMetrics::getMetricsList)
              .flatMap(List::stream)
              .toList();
      Attributes attributes = Attributes.of(resource.getResource().getAttributesList());
      basket
          .origin(attributes, metrics.stream().mapToInt(DataPoints::count).sum())
          .ifPresent(
              origin -> {
                OfOneProgram program = new OfOneProgram(origin, instance(attributes), basket);
                metrics.forEach(program::read);
              });
    }
    return basket.harvest();
  }

  /// What tells one running program from another of the same service.
  private SortedMap<String, String> instance(Attributes resource) {
    SortedMap<String, String> labels = new TreeMap<>();
    for (String name : List.of("host.name", "service.instance.id")) {
      resource.text(name).ifPresent(value -> labels.put(name, cleaning.label(name, value)));
    }
    return labels;
  }

  private static int count(Metric metric) {
    return switch (metric.getDataCase()) {
      case GAUGE -> metric.getGauge().getDataPointsCount();
      case SUM -> metric.getSum().getDataPointsCount();
      case HISTOGRAM -> metric.getHistogram().getDataPointsCount();
      case EXPONENTIAL_HISTOGRAM -> metric.getExponentialHistogram().getDataPointsCount();
      case SUMMARY -> metric.getSummary().getDataPointsCount();
      case DATA_NOT_SET -> 0;
    };
  }

  private final class OfOneProgram {
    private final Origin origin;
    private final SortedMap<String, String> instance;
    private final Harvest.Basket basket;

    OfOneProgram(Origin origin, SortedMap<String, String> instance, Harvest.Basket basket) {
      this.origin = origin;
      this.instance = instance;
      this.basket = basket;
    }

    void read(Metric metric) {
      String name = cleaning.name(metric.getName()).strip();
      if (name.isEmpty()) {
        basket.reject(count(metric), "a metric has no name");
        return;
      }
      switch (metric.getDataCase()) {
        case GAUGE ->
            metric.getGauge().getDataPointsList().forEach(each -> number(name, Shape.GAUGE, each));
        case SUM -> {
          Sum sum = metric.getSum();
          shape(sum.getAggregationTemporality(), metric)
              .map(shape -> sum.getIsMonotonic() || shape == Shape.DELTA ? shape : Shape.GAUGE)
              .ifPresent(
                  shape -> sum.getDataPointsList().forEach(each -> number(name, shape, each)));
        }
        case HISTOGRAM ->
            shape(metric.getHistogram().getAggregationTemporality(), metric)
                .ifPresent(
                    shape ->
                        metric
                            .getHistogram()
                            .getDataPointsList()
                            .forEach(each -> histogram(name, shape, each)));
        case EXPONENTIAL_HISTOGRAM ->
            shape(metric.getExponentialHistogram().getAggregationTemporality(), metric)
                .ifPresent(
                    shape ->
                        metric
                            .getExponentialHistogram()
                            .getDataPointsList()
                            .forEach(each -> exponential(name, shape, each)));
        case SUMMARY ->
            metric.getSummary().getDataPointsList().forEach(each -> summary(name, each));
        case DATA_NOT_SET -> {
          // there is nothing in it
        }
      }
    }

    /// Empty, with the points rejected, when the metric does not say since when it counts.
    private Optional<Shape> shape(AggregationTemporality temporality, Metric metric) {
      return switch (temporality) {
        case AGGREGATION_TEMPORALITY_CUMULATIVE -> Optional.of(Shape.COUNTER);
        case AGGREGATION_TEMPORALITY_DELTA -> Optional.of(Shape.DELTA);
        case AGGREGATION_TEMPORALITY_UNSPECIFIED, UNRECOGNIZED -> {
          basket.reject(
              count(metric), "a sum or a histogram does not say whether it is cumulative or delta");
          yield Optional.empty();
        }
      };
    }

    private void number(String name, Shape shape, NumberDataPoint point) {
      double value =
          switch (point.getValueCase()) {
            case AS_DOUBLE -> point.getAsDouble();
            case AS_INT -> point.getAsInt();
            case VALUE_NOT_SET -> Double.NaN;
          };
      labels(point.getFlags(), point.getAttributesList())
          .ifPresent(labels -> add(name, labels, shape, point.getTimeUnixNano(), value));
    }

    private void histogram(String name, Shape shape, HistogramDataPoint point) {
      double sum = point.hasSum() ? point.getSum() : Double.NaN;
      labels(point.getFlags(), point.getAttributesList())
          .ifPresent(
              labels -> {
                long at = point.getTimeUnixNano();
                distribution(name, labels, shape, at, point.getCount(), sum);
                if (shape == Shape.DELTA) {
                  quantile(name, labels, at, Buckets.of(point));
                }
              });
    }

    private void exponential(String name, Shape shape, ExponentialHistogramDataPoint point) {
      double sum = point.hasSum() ? point.getSum() : Double.NaN;
      labels(point.getFlags(), point.getAttributesList())
          .ifPresent(
              labels -> {
                long at = point.getTimeUnixNano();
                distribution(name, labels, shape, at, point.getCount(), sum);
                if (shape == Shape.DELTA) {
                  quantile(name, labels, at, Buckets.of(point));
                }
              });
    }

    private void summary(String name, SummaryDataPoint point) {
      labels(point.getFlags(), point.getAttributesList())
          .ifPresent(
              labels -> {
                long at = point.getTimeUnixNano();
                distribution(name, labels, Shape.COUNTER, at, point.getCount(), point.getSum());
                point
                    .getQuantileValuesList()
                    .forEach(
                        each -> quantile(name, labels, at, each.getQuantile(), each.getValue()));
              });
    }

    private void distribution(
        String name,
        SortedMap<String, String> labels,
        Shape shape,
        long at,
        long count,
        double sum) {
      add(name + ".count", labels, shape, at, count < 0 ? Double.NaN : count);
      add(name + ".sum", labels, shape, at, sum);
    }

    /// Of a histogram since the program started it would be one of all its life, which no trouble
    /// of a minute can move.
    private void quantile(
        String name, SortedMap<String, String> labels, long at, Buckets sinceTheOneBefore) {
      sinceTheOneBefore
          .quantile(QUANTILE)
          .ifPresent(value -> quantile(name, labels, at, QUANTILE, value));
    }

    private void quantile(
        String name, SortedMap<String, String> labels, long at, double share, double value) {
      SortedMap<String, String> told = new TreeMap<>(labels);
      told.put("quantile", Double.toString(share));
      add(name, told, Shape.GAUGE, at, value);
    }

    /// What is no number is left out: it says that there was nothing to measure.
    private void add(
        String name, SortedMap<String, String> labels, Shape shape, long nanos, double value) {
      if (Double.isFinite(value)) {
        basket.add(
            new Sample(
                new Series(origin, name, labels, shape), Harvest.instant(nanos, received), value));
      }
    }

    /// Empty when nothing was recorded, and, with the point rejected, when there are too many:
    /// without some of them, two series would be taken for one.
    private Optional<SortedMap<String, String>> labels(int flags, List<KeyValue> attributes) {
      if ((flags & DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE) != 0) {
        return Optional.empty();
      }
      if (attributes.size() > MOST_LABELS) {
        basket.reject(1, "a data point has more than " + MOST_LABELS + " attributes");
        return Optional.empty();
      }
      SortedMap<String, String> labels = new TreeMap<>(instance);
      for (KeyValue each : attributes) {
        labels.put(
            cleaning.name(each.getKey()),
            cleaning.label(each.getKey(), Attributes.text(each.getValue())));
      }
      return Optional.of(labels);
    }
  }
}

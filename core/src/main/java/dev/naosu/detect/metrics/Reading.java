package dev.naosu.detect.metrics;

/// A point of a series, with how unusual it is.
///
/// @param growth of a counter or a sum since the point before; 0 of a gauge
/// @param grade as [MetricAnomalies] tells it, 0 for what is usual, or usual at this hour
/// @param deviation as [RobustDeviation] grades it, each time and not only once
/// @param usual median of the points before; NaN of the first
public record Reading(
    Series series,
    Meaning meaning,
    Track.Point point,
    double growth,
    double grade,
    double deviation,
    double usual) {
  /// Whether it is above what is usual.
  public boolean isRise() {
    return point.value() > usual;
  }
}

package dev.naosu.cycle.upkeep;

import java.util.Collection;
import java.util.OptionalDouble;

/// How much of what was needed was done in time.
///
/// @param onTime met before their date
/// @param late met, but after it
/// @param missed their date went by
/// @param gone went away without naosu; counts neither way
public record Share(int onTime, int late, int missed, int gone) {
  public static Share of(Collection<Case> over) {
    int onTime = 0;
    int late = 0;
    int missed = 0;
    int gone = 0;
    for (Case each : over) {
      switch (each.state()) {
        case DONE -> {
          if (each.isOnTime()) {
            onTime++;
          } else {
            late++;
          }
        }
        case MISSED -> missed++;
        case GONE -> gone++;
        case OPEN, ASKED, NOT_HELPED -> {
          // not over
        }
      }
    }
    return new Share(onTime, late, missed, gone);
  }

  /// Of those that are over, how many were met before a date on which something would have broken.
  public static int prevented(Collection<Case> over) {
    return (int)
        over.stream().filter(each -> each.until().isPresent()).filter(Case::isOnTime).count();
  }

  /// In [0, 1]; empty while nothing was due.
  public OptionalDouble value() {
    int all = onTime + late + missed;
    return all == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) onTime / all);
  }
}

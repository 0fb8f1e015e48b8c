package dev.naosu.detect.forecast;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Disks that fill in the ways that disks fill, and whose whole life is known.
enum Worlds {
  /// Grows evenly, and is measured badly.
  MEASURED_BADLY {
    @Override
    double[] life(SplittableRandom random, int steps) {
      double[] values = new double[steps];
      double slope = 0.1 + random.nextDouble() * 0.3;
      for (int i = 0; i < steps; i++) {
        values[i] = 20 + slope * i + random.nextGaussian() * 1.5;
      }
      return values;
    }
  },
  /// Grows by what is written, today much and tomorrow little, and nothing is ever taken back.
  IN_FITS_AND_STARTS {
    @Override
    double[] life(SplittableRandom random, int steps) {
      double[] values = new double[steps];
      double rate = 0.1 + random.nextDouble() * 0.3;
      double level = 20;
      for (int i = 0; i < steps; i++) {
        level += -Math.log(1 - random.nextDouble()) * rate;
        values[i] = level;
      }
      return values;
    }
  },
  /// A random walk with a drift.
  WANDERING {
    @Override
    double[] life(SplittableRandom random, int steps) {
      double[] values = new double[steps];
      double drift = 0.15 + random.nextDouble() * 0.25;
      double level = 20;
      for (int i = 0; i < steps; i++) {
        level += drift + random.nextGaussian() * 0.7;
        values[i] = level;
      }
      return values;
    }
  },
  /// Comes back to its line, but slowly.
  PERSISTENT {
    @Override
    double[] life(SplittableRandom random, int steps) {
      double[] values = new double[steps];
      double slope = 0.1 + random.nextDouble() * 0.3;
      double rest = 0;
      for (int i = 0; i < steps; i++) {
        rest = 0.7 * rest + random.nextGaussian();
        values[i] = 20 + slope * i + rest;
      }
      return values;
    }
  },
  /// Up by day and down by night.
  DAILY {
    @Override
    double[] life(SplittableRandom random, int steps) {
      double[] values = new double[steps];
      double slope = 0.1 + random.nextDouble() * 0.3;
      for (int i = 0; i < steps; i++) {
        values[i] =
            20 + slope * i + 4 * Math.sin(2 * Math.PI * i / 24) + random.nextGaussian() * 0.5;
      }
      return values;
    }
  },
  /// Was cleaned once, a while ago.
  CLEANED_ONCE {
    @Override
    double[] life(SplittableRandom random, int steps) {
      double[] values = new double[steps];
      double slope = 0.1 + random.nextDouble() * 0.3;
      int cleaned = 30 + random.nextInt(25);
      for (int i = 0; i < steps; i++) {
        values[i] =
            (i < cleaned ? 60 : 20)
                + slope * Math.floorMod(i - cleaned, 100_000)
                + random.nextGaussian() * 0.5;
        values[i] = i < cleaned ? 50 + slope * i + random.nextGaussian() * 0.5 : values[i];
      }
      return values;
    }
  };

  static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

  /// One value an hour.
  abstract double[] life(SplittableRandom random, int steps);

  static List<Reading> readings(double[] values, int count) {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      readings.add(new Reading(at(i), values[i]));
    }
    return readings;
  }

  static Instant at(int step) {
    return BEGIN.plus(Duration.ofHours(step));
  }
}

package dev.naosu.app;

import java.nio.file.Path;
import java.util.List;

/// Whether this machine is fit to heal.
@FunctionalInterface
interface Doctor {
  /// What was looked at, in the order to show.
  List<Check> examine();

  /// Makes doctors.
  @FunctionalInterface
  interface Source {
    Doctor doctor(Path project);
  }

  /// One thing that was looked at.
  ///
  /// @param name such as "JDKs"
  /// @param good whether it is as it should be
  /// @param needed whether healing is impossible without it
  /// @param found what there is, in one line
  /// @param remedy what the user can do; empty when good
  record Check(String name, boolean good, boolean needed, String found, String remedy) {
    static Check good(String name, String found) {
      return new Check(name, true, true, found, "");
    }

    static Check needed(String name, String found, String remedy) {
      return new Check(name, false, true, found, remedy);
    }

    static Check useful(String name, String found, String remedy) {
      return new Check(name, false, false, found, remedy);
    }
  }
}

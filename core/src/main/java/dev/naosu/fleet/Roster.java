package dev.naosu.fleet;

import java.io.IOException;
import java.util.List;

/// Who is on duty in a fleet, for people to look at.
@FunctionalInterface
public interface Roster {
  /// By version and name.
  ///
  /// @throws IOException with a text for people
  List<Instance> instances() throws IOException;

  /// One instance.
  ///
  /// @param name unique within its version
  /// @param where it is, such as an address and a process; may be empty
  /// @param note what a person should know, such as how often it was started anew; may be empty
  record Instance(Version version, String name, Condition condition, String where, String note) {}

  /// How an instance is.
  enum Condition {
    STARTING,
    WELL,
    UNWELL,
    /// It gets no new requests and will be gone.
    LEAVING
  }
}

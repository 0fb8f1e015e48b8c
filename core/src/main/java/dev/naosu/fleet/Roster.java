package dev.naosu.fleet;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Who is on duty in a fleet, for people to look at.
@FunctionalInterface
public interface Roster {
  /// By version and name.
  ///
  /// @throws IOException with a text for people
  List<Instance> instances() throws IOException;

  /// What happened to instances lately, the earliest first; nothing where that is not kept.
  ///
  /// @throws IOException with a text for people
  default List<Happening> happened() throws IOException {
    return List.of();
  }

  /// Which versions got all requests, one after the other, the earliest first; nothing where that
  /// is not kept.
  ///
  /// @throws IOException with a text for people
  default List<Served> served() throws IOException {
    return List.of();
  }

  /// What instances that get requests were seen to answer, by their [Instance#id], counted up;
  /// nothing where that is not counted.
  ///
  /// @throws IOException with a text for people
  default Map<String, Answers> answers() throws IOException {
    return Map.of();
  }

  /// Where instances are asked whether they are well, by their [Instance#id]; nothing where they
  /// cannot be reached from here.
  ///
  /// @throws IOException with a text for people
  default Map<String, URI> addresses() throws IOException {
    return Map.of();
  }

  /// One instance.
  ///
  /// @param name unique within its version
  /// @param where it is, such as an address and a process; may be empty
  /// @param note what a person should know, such as how often it was started anew; may be empty
  record Instance(Version version, String name, Condition condition, String where, String note) {
    /// Between the two parts of an [#id].
    public static final String OF = ":";

    /// Unique in its fleet: `VERSION:NAME`.
    public String id() {
      return id(version, name);
    }

    public static String id(Version version, String name) {
      return version.name() + OF + name;
    }
  }

  /// Something that happened.
  ///
  /// @param what in a few words, with the instance's name
  record Happening(Instant at, String what) {}

  /// A version that got all requests.
  ///
  /// @param since until the next one, or until now
  record Served(Version version, Instant since) {}

  /// How an instance is.
  enum Condition {
    /// It is not ready or not warm yet, and gets no requests.
    STARTING,
    WELL,
    UNWELL,
    /// It gets no requests until whoever took it out of the route puts it back.
    ASIDE,
    /// It gets no new requests and will be gone.
    LEAVING
  }
}

package dev.naosu.processes;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.fleet.Version;
import dev.naosu.machine.KeptFile;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which processes of a service there should be, as it is kept.
///
/// @param versions in the order they were started
record Crew(List<Member> versions) {
  static final Crew NOBODY = new Crew(List.of());

  private static final ObjectMapper JSON = new ObjectMapper();

  Crew {
    versions = List.copyOf(versions);
  }

  /// Where a version is in its life.
  enum Phase {
    STARTING,
    UP,
    LEAVING
  }

  /// One version.
  ///
  /// @param since when it came into this phase, in milliseconds since 1970
  /// @param instances in order of their numbers
  record Member(String version, Phase phase, long since, List<Post> instances) {
    Member {
      instances = List.copyOf(instances);
    }

    Version name() {
      return new Version(version);
    }

    Member in(Phase other, long now) {
      return new Member(version, other, now, instances);
    }

    Member with(Post post) {
      return new Member(
          version,
          phase,
          since,
          Stream.concat(
                  instances.stream().filter(each -> each.number() != post.number()),
                  Stream.of(post))
              .sorted(Comparator.comparingInt(Post::number))
              .toList());
    }
  }

  /// One instance.
  ///
  /// @param number from 1
  /// @param since when its process was started, in milliseconds since 1970
  /// @param crashes how often it ended by itself, since it last ran for long
  /// @param again when it is started anew, in milliseconds since 1970; 0 while it runs
  record Post(int number, int port, long pid, String birth, long since, int crashes, long again) {
    Incarnation process() {
      return new Incarnation(pid, birth);
    }
  }

  /// [#NOBODY] when nothing was kept.
  static Crew read(KeptFile file) throws IOException {
    Optional<byte[]> kept = file.read();
    return kept.isEmpty() ? NOBODY : JSON.readValue(kept.get(), Crew.class);
  }

  void write(KeptFile file) throws IOException {
    file.write(JSON.writeValueAsBytes(this));
  }

  Optional<Member> of(Version version) {
    return versions.stream().filter(each -> each.version().equals(version.name())).findFirst();
  }

  Crew with(Member member) {
    boolean known = of(member.name()).isPresent();
    return new Crew(
        known
            ? versions.stream()
                .map(each -> each.version().equals(member.version()) ? member : each)
                .toList()
            : Stream.concat(versions.stream(), Stream.of(member)).toList());
  }

  Crew without(Version version) {
    return new Crew(
        versions.stream().filter(each -> !each.version().equals(version.name())).toList());
  }

  Set<Integer> ports() {
    return versions.stream()
        .flatMap(each -> each.instances().stream())
        .map(Post::port)
        .collect(Collectors.toUnmodifiableSet());
  }

  Set<Version> in(Phase phase) {
    return versions.stream()
        .filter(each -> each.phase() == phase)
        .map(Member::name)
        .collect(Collectors.toUnmodifiableSet());
  }
}

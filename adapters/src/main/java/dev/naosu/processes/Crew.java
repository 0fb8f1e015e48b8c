package dev.naosu.processes;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.fleet.Version;
import dev.naosu.machine.KeptFile;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which processes of a service there should be, as it is kept.
///
/// @param versions in the order they were started
/// @param served which of them got all requests, the earliest first
/// @param happened to instances lately, the earliest first
record Crew(List<Member> versions, List<Term> served, List<Event> happened) {
  static final Crew NOBODY = new Crew(List.of(), List.of(), List.of());

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_TERMS = 20;
  private static final int MOST_EVENTS = 40;

  /// What an earlier naosu has kept may lack the later words.
  Crew(List<Member> versions, @Nullable List<Term> served, @Nullable List<Event> happened) {
    this.versions = List.copyOf(versions);
    this.served = served == null ? List.of() : List.copyOf(served);
    this.happened = happened == null ? List.of() : List.copyOf(happened);
  }

  /// Where a version is in its life.
  enum Phase {
    STARTING,
    UP,
    LEAVING
  }

  /// What an instance is there for.
  enum Duty {
    /// It gets requests while it is well.
    ON,
    /// It gets none before it is ready and warm.
    WARMING,
    /// It gets none until somebody puts it back.
    ASIDE,
    /// It gets no new ones, and is started anew after what is under way.
    RESTARTING,
    /// The same, and then it is gone.
    LEAVING;

    boolean isGoing() {
      return this == RESTARTING || this == LEAVING;
    }
  }

  /// A version that got all requests from then on.
  ///
  /// @param since in milliseconds since 1970
  record Term(String version, long since) {}

  /// @param at in milliseconds since 1970
  record Event(long at, String what) {}

  /// One version.
  ///
  /// @param since when it came into this phase, in milliseconds since 1970
  /// @param instances in order of their numbers
  /// @param wanted how many of them there should be; 0 where an earlier naosu has not said
  record Member(String version, Phase phase, long since, List<Post> instances, int wanted) {
    Member {
      instances = List.copyOf(instances);
    }

    Version name() {
      return new Version(version);
    }

    Member in(Phase other, long now) {
      return new Member(version, other, now, instances, wanted);
    }

    Member wanting(int number) {
      return new Member(version, phase, since, instances, number);
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
              .toList(),
          wanted);
    }

    Member without(int number) {
      return new Member(
          version,
          phase,
          since,
          instances.stream().filter(each -> each.number() != number).toList(),
          wanted);
    }

    Optional<Post> post(int number) {
      return instances.stream().filter(each -> each.number() == number).findFirst();
    }

    /// Those that stay.
    List<Post> staying() {
      return instances.stream().filter(each -> each.duty() != Duty.LEAVING).toList();
    }

    /// The smallest number that none has.
    int vacant() {
      int number = 1;
      while (post(number).isPresent()) {
        number++;
      }
      return number;
    }
  }

  /// One instance.
  ///
  /// @param number from 1
  /// @param since when its process was started, in milliseconds since 1970
  /// @param crashes how often it ended by itself, since it last ran for long
  /// @param due of one that has ended, when it is started anew; of one that goes, when it is ended
  ///   at the latest; in milliseconds since 1970, 0 for others
  record Post(
      int number, int port, long pid, String birth, long since, int crashes, long due, Duty duty) {
    Post(
        int number,
        int port,
        long pid,
        String birth,
        long since,
        int crashes,
        long due,
        @Nullable Duty duty) {
      this.number = number;
      this.port = port;
      this.pid = pid;
      this.birth = birth;
      this.since = since;
      this.crashes = crashes;
      this.due = due;
      this.duty = duty == null ? Duty.ON : duty;
    }

    Incarnation process() {
      return new Incarnation(pid, birth);
    }

    /// It has ended by itself.
    Post ended(int times, long again) {
      return new Post(number, port, 0, "", since, times, again, duty);
    }

    Post on(Duty other, long when) {
      return new Post(number, port, pid, birth, since, crashes, when, other);
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
    return having(
        known
            ? versions.stream()
                .map(each -> each.version().equals(member.version()) ? member : each)
                .toList()
            : Stream.concat(versions.stream(), Stream.of(member)).toList());
  }

  /// With one version as somebody wants it; the same where it is not there.
  Crew with(Version version, UnaryOperator<Member> change) {
    return of(version).map(each -> with(change.apply(each))).orElse(this);
  }

  Crew without(Version version) {
    return having(
        versions.stream().filter(each -> !each.version().equals(version.name())).toList());
  }

  private Crew having(List<Member> others) {
    return new Crew(others, served, happened);
  }

  /// A version gets all requests; the same one again is no other term.
  Crew serving(Version version, long now) {
    if (!served.isEmpty() && served.getLast().version().equals(version.name())) {
      return this;
    }
    return new Crew(versions, last(served, new Term(version.name(), now), MOST_TERMS), happened);
  }

  Crew telling(String what, long now) {
    return new Crew(versions, served, last(happened, new Event(now, what), MOST_EVENTS));
  }

  private static <T> List<T> last(List<T> before, T next, int most) {
    return Stream.concat(
            before.stream().skip(Math.max(0, before.size() + 1 - most)), Stream.of(next))
        .toList();
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

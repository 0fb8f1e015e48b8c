package dev.naosu.processes;

import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Version;
import dev.naosu.processes.Crew.Duty;
import dev.naosu.processes.Crew.Member;
import dev.naosu.processes.Crew.Post;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What looking at instances came to, and who may have requests by that.
///
/// What another naosu has counted shows in the routing: one that gets requests has missed no look,
/// as far as is known here, and one that gets none has missed all. So several of them, or one that
/// was started anew, agree.
final class Looks {
  private static final System.Logger LOG = System.getLogger("dev.naosu.fleet");

  /// In a row, before an instance gets no more requests.
  private static final int MISSES = 3;

  /// Where more than this share of a version's instances look ill at once, the looking is doubted,
  /// and the route stays as it is. Source: self-preservation of Netflix Eureka, and the panic
  /// threshold of Envoy, which has the same value.
  private static final double MOST_ILL = 0.5;

  private final Map<Incarnation, Integer> missed = new HashMap<>();
  private final Set<Version> doubted = new HashSet<>();
  private final Told told;

  /// Takes what people should know.
  interface Told {
    void tell(String words) throws IOException;
  }

  Looks(Told told) {
    this.told = told;
  }

  void wasWell(Incarnation process) {
    missed.put(process, 0);
  }

  void forgetEnded() {
    missed.keySet().removeIf(each -> !each.isAlive());
  }

  /// Counts the looks that instances have missed in a row.
  ///
  /// @param answers whether processes were well when they were asked a moment ago
  void count(Crew crew, Map<Incarnation, Boolean> answers, Optional<Routing> routing) {
    for (Member member : crew.versions()) {
      for (Post post : member.instances()) {
        Boolean isWell = answers.get(post.process());
        if (isWell != null) {
          missed.put(post.process(), isWell ? 0 : misses(member, post, routing) + 1);
        }
      }
    }
  }

  private int misses(Member member, Post post, Optional<Routing> routing) {
    return missed.getOrDefault(post.process(), isIn(routing, member, post) ? 0 : MISSES);
  }

  static boolean isIn(Optional<Routing> routing, Member member, Post post) {
    return routing
        .map(each -> each.instances().getOrDefault(member.name(), List.of()))
        .filter(each -> each.contains(Pulse.where(post.port())))
        .isPresent();
  }

  /// Addresses of those that may have requests: that are well, or have them until now and have not
  /// missed enough looks to be left out. A process that has ended is out, which is no matter of
  /// looks.
  List<URI> routable(Member member, Optional<Routing> routing) throws IOException {
    List<Post> on =
        member.instances().stream()
            .filter(each -> each.duty() == Duty.ON && each.process().isAlive())
            .toList();
    long ill = on.stream().filter(each -> misses(member, each, routing) >= MISSES).count();
    boolean isDoubted = ill > MOST_ILL * on.size();
    doubt(member.name(), isDoubted, ill, on.size());
    return on.stream()
        .filter(
            each -> {
              int misses = misses(member, each, routing);
              return misses == 0 || isIn(routing, member, each) && (misses < MISSES || isDoubted);
            })
        .map(each -> Pulse.where(each.port()))
        .toList();
  }

  private void doubt(Version version, boolean isDoubted, long ill, int all) throws IOException {
    if (isDoubted == doubted.contains(version)) {
      return;
    }
    String words;
    if (isDoubted) {
      doubted.add(version);
      words =
          ill
              + " of "
              + all
              + " instances of "
              + version
              + " look ill at once: the looking is doubted, and the route stays as it is";
    } else {
      doubted.remove(version);
      words = "the looking at instances of " + version + " is trusted again";
    }
    LOG.log(System.Logger.Level.WARNING, words);
    told.tell(words);
  }
}

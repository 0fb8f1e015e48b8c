package dev.naosu.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final Traffic TRAFFIC =
      new Traffic(2_000, 500, 64, Duration.ofMillis(500), Duration.ofSeconds(10), 100);

  @Test
  void as_many_records_are_due_as_were_asked_for_evenly_and_in_order() {
    List<Post> posts = TRAFFIC.posts();
    assertThat(records(posts, Post.Kind.LOGS)).isEqualTo(20_000);
    assertThat(records(posts, Post.Kind.SPANS)).isEqualTo(5_000);
    assertThat(posts).isSortedAccordingTo(Comparator.comparingLong(Post::dueNanos));
    assertThat(posts).extracting(Post::number).isSorted().doesNotHaveDuplicates();
    List<Post> firstHalf = posts.stream().filter(post -> post.dueNanos() < 5_000_000_000L).toList();
    assertThat(records(firstHalf, Post.Kind.LOGS)).isBetween(10_000L, 10_064L);
    assertThat(posts.getLast().dueNanos()).isLessThan(10_000_000_000L);
  }

  @Test
  void each_fault_is_told_three_times_by_its_own_kind_of_record() {
    Map<Integer, List<Post>> byFault =
        TRAFFIC.posts().stream()
            .flatMap(post -> post.faults().stream().map(fault -> Map.entry(fault.number(), post)))
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    assertThat(byFault.keySet()).hasSize(20).allMatch(number -> number >= 100 && number < 120);
    // what would be told again after the end is not
    assertThat(byFault.get(100)).hasSize(3).extracting(Post::kind).containsOnly(Post.Kind.LOGS);
    assertThat(byFault.get(101)).hasSize(3).extracting(Post::kind).containsOnly(Post.Kind.SPANS);
    assertThat(byFault.get(119)).hasSize(1);
    assertThat(TRAFFIC.then(Duration.ofSeconds(1)).posts())
        .as("other faults, for a first time again")
        .flatExtracting(Post::faults)
        .extracting(fault -> fault.number())
        .contains(120)
        .doesNotContain(119);
  }

  private static long records(List<Post> posts, Post.Kind kind) {
    return posts.stream().filter(post -> post.kind() == kind).mapToLong(Post::records).sum();
  }
}

package dev.naosu.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private Instant now = Instant.parse("2026-11-28T12:00:00Z");
  private final Attempts attempts = new Attempts(() -> now);

  @Test
  void an_attempt_is_taken_once_by_the_browser_that_began_it() {
    String state = attempts.begin("firefox", "/stop").state().getValue();
    assertThat(attempts.take(state, "chromium")).isEmpty();
    assertThat(attempts.take(state, "")).isEmpty();
    assertThat(attempts.take(state, "firefox"))
        .hasValueSatisfying(attempt -> assertThat(attempt.next()).isEqualTo("/stop"));
    assertThat(attempts.take(state, "firefox")).isEmpty();
  }

  @Test
  void an_attempt_lives_for_ten_minutes() {
    String early = attempts.begin("firefox", "").state().getValue();
    now = now.plus(Duration.ofMinutes(9));
    String late = attempts.begin("firefox", "").state().getValue();
    now = now.plus(Duration.ofMinutes(1));
    assertThat(attempts.take(early, "firefox")).isEmpty();
    assertThat(attempts.take(late, "firefox")).isPresent();
  }

  @Test
  void no_two_attempts_share_a_word() {
    Set<String> words = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Attempts.Attempt attempt = attempts.begin("firefox", "");
      words.add(attempt.state().getValue());
      words.add(attempt.nonce().getValue());
      words.add(attempt.verifier().getValue());
    }
    assertThat(words).hasSize(300).allMatch(word -> word.length() >= 43);
  }

  @Test
  void very_many_attempts_do_not_fill_the_memory_and_the_latest_are_kept() {
    List<String> states = new ArrayList<>();
    for (int i = 0; i < 10_001; i++) {
      states.add(attempts.begin("firefox", "").state().getValue());
    }
    assertThat(attempts.take(states.getFirst(), "firefox")).isEmpty();
    assertThat(attempts.take(states.get(1), "firefox")).isPresent();
    assertThat(attempts.take(states.getLast(), "firefox")).isPresent();
  }
}

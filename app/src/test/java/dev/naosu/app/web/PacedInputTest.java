package dev.naosu.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedInputTest {
  private final AtomicLong now = new AtomicLong(-7);

  @Test
  void a_body_at_some_pace_is_read_to_its_end() throws Exception {
    try (InputStream in = paced(new byte[100_000])) {
      for (int i = 0; i < 50; i++) {
        assertThat(in.readNBytes(2_000)).hasSize(2_000);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
      }
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void one_that_trickles_is_given_up_after_a_while() throws Exception {
    try (InputStream in = paced(new byte[100_000])) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 20; i++) {
                  assertThat(in.read()).isZero();
                  now.addAndGet(Duration.ofSeconds(1).toNanos());
                }
              })
          .isInstanceOfSatisfying(
              Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(408));
    }
    assertThat(Duration.ofNanos(now.get())).isLessThan(Duration.ofSeconds(8));
  }

  private InputStream paced(byte[] body) {
    return new PacedInput(new ByteArrayInputStream(body), now::get);
  }
}

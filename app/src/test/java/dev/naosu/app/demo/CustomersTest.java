package dev.naosu.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomersTest {
  @TempDir Path place;

  @Test
  void nothing_was_seen_before_there_is_a_file() {
    assertThat(new Customers(place.resolve("none")).all()).isEqualTo(new Customers.Seen(0, 0, 0));
  }

  @Test
  void who_got_no_answer_counts_as_failed_and_half_a_line_does_not_count() throws IOException {
    Path file =
        Files.writeString(
            place.resolve("counts"),
            """
            {"second":1,"sent":40,"failed":0,"unreachable":0}
            {"second":2,"sent":40,"failed":3,"unreachable":1}
            {"second":3,"sent":40,"failed":1,"unreachable":0}
            {"second":4,"sent":4""");

    Customers customers = new Customers(file);

    assertThat(customers.all()).isEqualTo(new Customers.Seen(3, 120, 5));
    assertThat(customers.last(2)).isEqualTo(new Customers.Seen(2, 80, 5));
    assertThat(customers.last(1).share()).isEqualTo(1 / 40.0);
  }
}

package dev.naosu.ship.pull;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrderTest {
  @Test
  void an_order_stands_in_a_line_of_its_own() {
    assertThat(Order.of("/naosu explain")).contains(Order.EXPLAIN);
    assertThat(Order.of("No.\r\n/naosu retry please, with a test\r\nThanks")).contains(Order.RETRY);
    assertThat(Order.of("/NAOSU  Stop  ")).contains(Order.STOP);
  }

  @Test
  void what_is_quoted_or_shown_or_only_similar_is_none() {
    for (String text :
        new String[] {
          "", "> /naosu stop", "try /naosu stop", "```\n/naosu stop\n```", "~~~\n/naosu stop\n~~~",
          "/naosu", "/naosu stopp", "/naosustop", "/naosu delete", "`/naosu stop`"
        }) {
      assertThat(Order.of(text)).as(text).isEmpty();
    }
  }
}

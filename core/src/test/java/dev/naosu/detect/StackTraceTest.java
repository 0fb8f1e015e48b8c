package dev.naosu.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackTraceTest {
  @Test
  void frames_in_common_with_what_is_around_a_cause_are_filled_in() {
    StackTrace trace =
        StackTrace.of(
            """
            shop.OrderFailed: no order
            \tat shop.Orders.place(Orders.java:12)
            \tat shop.Api.post(Api.java:3)
            Caused by: java.lang.NullPointerException: x
            \tat shop.Prices.of(Prices.java:9)
            \tat shop.Orders.place(Orders.java:11)
            \t... 1 more
            """);
    assertThat(trace.chain()).hasSize(2);
    assertThat(trace.root().orElseThrow().className()).isEqualTo("java.lang.NullPointerException");
    assertThat(trace.root().orElseThrow().message()).isEqualTo("x");
    assertThat(trace.root().orElseThrow().frames())
        .extracting(Frame::methodName)
        .containsExactly("of", "place", "post");
    assertThat(trace.root().orElseThrow().isCut()).isFalse();
  }

  @Test
  void what_really_was_printed_is_read_whole() {
    Exception thrown = new IllegalStateException("outer", new IOException("inner"));
    thrown.addSuppressed(new IllegalArgumentException("beside", new RuntimeException("deeper")));
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    StackTrace trace = StackTrace.of(text.toString());
    assertThat(trace.chain())
        .extracting(StackTrace.Link::className)
        .containsExactly("java.lang.IllegalStateException", "java.io.IOException");
    StackTraceElement[] all = thrown.getStackTrace();
    assertThat(trace.root().orElseThrow().frames()).hasSize(all.length);
    assertThat(trace.chain().getFirst().frames())
        .extracting(Frame::methodName)
        .containsExactlyElementsOf(
            Arrays.stream(all).map(StackTraceElement::getMethodName).toList());
  }

  @Test
  void what_is_suppressed_is_no_cause() {
    StackTrace trace =
        StackTrace.of(
            """
            a.B: x
            \tat shop.Cart.total(Cart.java:84)
            \tSuppressed: a.C
            \t\tat shop.Store.close(Store.java:7)
            \tCaused by: a.D
            \t\t... 1 more
            Caused by: a.E: y
            \tat shop.Line.price(Line.java:1)
            \t... 1 more
            """);
    assertThat(trace.chain()).extracting(StackTrace.Link::className).containsExactly("a.B", "a.E");
  }

  @Test
  void text_without_a_throwable_has_no_chain() {
    assertThat(StackTrace.of("").chain()).isEmpty();
    assertThat(StackTrace.of("nothing\n\tat shop.Cart.total(Cart.java:8)").chain()).isEmpty();
    assertThat(StackTrace.of("12:00 failed: a.XException: why\n\tat a.B.c(B.java:8)").root())
        .hasValueSatisfying(root -> assertThat(root.frames()).hasSize(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.",
        "Caused by: ",
        "Caused by: a.B\n",
        "Suppressed: a.B\n\t",
        "\tat a.B.c(B.java:1)\n",
        "... 99999 more\n",
        "Wrapped by: a.B: x\n",
        " ",
        "\t",
        "|",
        "a.B: ",
        "a.B\n",
        "⇢ at a.b(C.d:1)\n",
        "Original Stack Trace:\n",
        "$$Lambda/",
        "at a$$anonfun$",
        "$_x_closure",
        "$a$1"
      })
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void a_hostile_trace_takes_time_in_proportion_to_its_length(String part) {
    String text = part.repeat(600_000 / part.length());
    for (String each :
        new String[] {text, "a.B: x\n" + text, "a.B: x\n\tat a." + text + ".b(C.java:1)"}) {
      StackTrace trace = StackTrace.of(each);
      assertThat(trace.chain()).hasSizeLessThanOrEqualTo(50);
      trace.chain().forEach(link -> link.frames().forEach(Place::of));
    }
  }
}

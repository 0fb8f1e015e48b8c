package dev.naosu.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StackTraceTextTest {
  @Test
  void frames_of_causes_follow_and_what_is_left_out_is_no_frame() {
    String text =
        """
        Exception in thread "main" java.lang.IllegalStateException: at the end (of it)
        \tat shop.Cart.total(Cart.java:84)
        \tat shop.Main.main(Main.java:3)
        Caused by: java.lang.NullPointerException: Cannot invoke "x.y()"
        \tat shop.Line.price(Line.java:12)
        \t... 2 more
        \tSuppressed: java.io.IOException
        \t\tat shop.Store.close(Store.java:7)
        """;
    assertThat(StackTraceText.frames(text))
        .containsExactly(
            new Frame("shop.Cart", "total", "Cart.java", 84),
            new Frame("shop.Main", "main", "Main.java", 3),
            new Frame("shop.Line", "price", "Line.java", 12),
            new Frame("shop.Store", "close", "Store.java", 7));
  }

  @ParameterizedTest
  @CsvSource({
    "at app//shop.Cart.total(Cart.java:84), shop.Cart, total",
    "at app/shop@1.2/shop.Cart.total(Cart.java:84), shop.Cart, total",
    "at shop@1.2-SNAPSHOT/shop.Cart.total(Cart.java:84), shop.Cart, total",
    "at java.base/java.util.ArrayList.get(ArrayList.java:427), java.util.ArrayList, get",
    "at java.base@25/java.util.ArrayList.get(ArrayList.java:427), java.util.ArrayList, get",
    "at shop.Cart$Line.<init>(Cart.java:9), shop.Cart$Line, <init>",
    "at shop.Cart.<clinit>(Cart.java:9), shop.Cart, <clinit>",
    "at shop.Cart.lambda$total$0(Cart.java:9), shop.Cart, lambda$total$0",
    "at Main.main(Main.java:3), Main, main",
    "at laden.Größe.fügeHinzu(Größe.java:3), laden.Größe, fügeHinzu",
    "12:00:01 ERROR [main] at shop.Cart.total(Cart.java:84) ~[shop.jar:?], shop.Cart, total"
  })
  void a_frame_is_found_however_it_is_prefixed(String text, String className, String method) {
    assertThat(StackTraceText.frames(text))
        .singleElement()
        .satisfies(
            frame -> {
              assertThat(frame.className()).isEqualTo(className);
              assertThat(frame.methodName()).isEqualTo(method);
              assertThat(frame.line()).isPositive();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at shop.Cart.total(Native Method)",
        "at shop.Cart.total(Unknown Source)",
        "at shop.Cart.total(<generated>)",
        "at shop.Cart.total()"
      })
  void where_the_source_is_not_told_there_is_none(String text) {
    assertThat(StackTraceText.frames(text)).containsExactly(new Frame("shop.Cart", "total", "", 0));
  }

  @Test
  void a_file_without_a_line_is_still_a_file() {
    assertThat(StackTraceText.frames("at shop.Cart.total(Cart.java)"))
        .containsExactly(new Frame("shop.Cart", "total", "Cart.java", 0));
  }

  @Test
  void windows_line_ends_are_line_ends() {
    assertThat(StackTraceText.frames("\tat a.B.c(B.java:1)\r\n\tat a.B.d(B.java:2)\r\n"))
        .extracting(Frame::line)
        .containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "at",
        "at home (in bed)",
        "at x.y(",
        "meet me at noon.",
        "at 12.30(h",
        "((((",
        "\u0000at\u0000"
      })
  void other_text_holds_no_frame(String text) {
    assertThat(StackTraceText.frames(text)).isEmpty();
  }

  @Test
  void a_number_beyond_any_line_is_no_line() {
    assertThat(StackTraceText.frames("at a.B.c(B.java:99999999999999)"))
        .extracting(Frame::line)
        .containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "at ",
        "at a.",
        "at a.b(",
        "a.",
        "/",
        "at a/",
        "at a@",
        "at a.b(A.java:1",
        " ",
        "\tat",
        "at a.b(x)",
        "(",
        "$.",
        "at\n"
      })
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void a_hostile_line_of_a_megabyte_is_read_to_its_end(String part) {
    String line = part.repeat(1_000_000 / part.length());
    assertThat(StackTraceText.frames(line)).hasSizeLessThanOrEqualTo(500);
    assertThat(StackTraceText.frames("at " + line)).hasSizeLessThanOrEqualTo(500);
    assertThat(StackTraceText.frames("at x.y(" + line)).hasSizeLessThanOrEqualTo(500);
  }

  @Test
  void no_more_than_500_frames_are_taken() {
    List<Frame> frames = StackTraceText.frames("at a.B.c(B.java:1)\n".repeat(2000));
    assertThat(frames).hasSize(500);
  }
}

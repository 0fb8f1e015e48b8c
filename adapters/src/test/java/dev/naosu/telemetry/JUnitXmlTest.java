package dev.naosu.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JUnitXmlTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:30Z");

  private static final String SUREFIRE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuite name="shop.CartTest" tests="2"><testcase name="full" classname="shop.CartTest"/>
        <testcase name="empty" classname="shop.CartTest">
          <failure message="/ by zero, password=hunter2" type="java.lang.ArithmeticException">
      <![CDATA[java.lang.ArithmeticException: / by zero
      \tat shop.Cart.average(Cart.java:36)
      \tat shop.CartTest.empty(CartTest.java:9)]]></failure></testcase></testsuite>
      """;

  private static final String OTHER =
      """
      <?xml version="1.0"?><testsuite name="shop.OrderTest">
      <testcase name="late" classname="shop.OrderTest"><error message="x"/></testcase></testsuite>
      """;

  private final JUnitXml junit = new JUnitXml(new Redaction(false));

  @Test
  void all_failing_tests_of_a_run_are_one_signal() throws IOException {
    List<Signal> signals = understood(SUREFIRE + "\n" + OTHER);
    assertThat(signals).hasSize(1);
    Signal signal = signals.getFirst();
    assertThat(signal.kind()).isEqualTo(Signal.Kind.TEST_FAILURE);
    assertThat(signal.origin()).isEqualTo(new Origin("shop", "1f3a", "ci"));
    assertThat(signal.failingTests()).containsExactly("shop.CartTest#empty", "shop.OrderTest#late");
    assertThat(signal.message())
        .isEqualTo("2 of 3 tests fail, first shop.CartTest#empty: / by zero, password=[secret]");
    assertThat(signal.trace().orElseThrow()).contains("at shop.Cart.average(Cart.java:36)");
  }

  @Test
  void a_green_run_is_no_signal() throws IOException {
    assertThat(
            understood(
                "<testsuites><testsuite><testcase name='a' classname='b'/></testsuite></testsuites>"))
        .isEmpty();
  }

  @Test
  void the_same_run_sent_twice_has_one_id_and_another_version_another() throws IOException {
    String id = understood(SUREFIRE).getFirst().id();
    assertThat(
            signals(
                    junit.decode(
                        received(SUREFIRE, NOW.plus(Duration.ofHours(1))), "shop", "1f3a", "ci"))
                .getFirst()
                .id())
        .isEqualTo(id);
    assertThat(signals(junit.decode(received(SUREFIRE, NOW), "shop", "2b", "ci")).getFirst().id())
        .isNotEqualTo(id);
  }

  @Test
  void without_a_service_nothing_is_taken_and_the_query_is_named_as_remedy() throws IOException {
    Decoded decoded = junit.decode(received(SUREFIRE, NOW), "", "", "");
    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Refused.class,
            refused -> assertThat(refused.mistakes().getFirst().remedy()).contains("?service="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><testsuite>&e;</testsuite>",
        "<!DOCTYPE a SYSTEM \"http://localhost:1/a.dtd\"><testsuite/>",
        "<testsuite><testcase name='a' classname='b'><failure>cut",
        "{}",
        ""
      })
  void documents_with_entities_and_cut_off_ones_are_refused(String body) throws IOException {
    Decoded decoded = junit.decode(received(body, NOW), "shop", "", "");
    assertThat(decoded).isInstanceOf(Decoded.Refused.class);
    assertThat(decoded.reply().status()).isEqualTo(400);
  }

  @Test
  void a_huge_report_is_read_and_a_larger_one_refused() throws IOException {
    String noise = "<system-out>" + "x".repeat(1024 * 1024) + "</system-out>";
    String huge =
        "<testsuite>"
            + noise.repeat(20)
            + "<testcase name='a' classname='b'><failure/></testcase></testsuite>";
    assertThat(understood(huge)).hasSize(1);
    assertThat(
            junit
                .decode(received(huge + " ".repeat(JUnitXml.MOST_BYTES), NOW), "shop", "", "")
                .reply()
                .status())
        .isEqualTo(413);
  }

  @Test
  void deeply_nested_elements_are_read_without_recursion() throws IOException {
    String body = "<testsuite>" + "<testsuite>".repeat(50_000) + "</testsuite>".repeat(50_001);
    Decoded decoded = junit.decode(received(body, NOW), "shop", "", "");
    assertThat(decoded.reply().status()).isIn(202, 400);
  }

  private List<Signal> understood(String body) throws IOException {
    return signals(junit.decode(received(body, NOW), "shop", "1f3a", "ci"));
  }

  private static List<Signal> signals(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Understood.class);
    return ((Decoded.Understood) decoded).signals();
  }

  private static Received received(String body, Instant at) {
    return Received.of(
        body.getBytes(StandardCharsets.UTF_8), "application/xml;charset=UTF-8", "", at);
  }
}

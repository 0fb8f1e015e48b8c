package dev.naosu.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FingerprintTest {
  private static final String TRACE =
      """
      java.lang.NullPointerException: Cannot invoke "Integer.intValue()" because "price" is null
      \tat com.shop.PriceTable.lookup(PriceTable.java:41)
      \tat com.shop.Cart.total(Cart.java:36)
      \tat jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:104)
      \tat org.springframework.web.servlet.DispatcherServlet.doDispatch(DispatcherServlet.java:979)
      \tat java.base/java.lang.Thread.run(Thread.java:1583)
      """;

  @Test
  void line_numbers_do_not_count() {
    assertThat(of(TRACE.replace(":41", ":57").replace(":36", ":40"))).isEqualTo(of(TRACE));
  }

  @Test
  void the_message_of_an_exception_does_not_count() {
    assertThat(of(TRACE.replace("\"price\" is null", "\"rate\" is null"))).isEqualTo(of(TRACE));
  }

  @Test
  void how_the_request_came_in_does_not_count() {
    String throughAnotherDoor =
        """
        java.lang.NullPointerException
        \tat com.shop.PriceTable.lookup(PriceTable.java:41)
        \tat com.shop.Cart.total(Cart.java:36)
        \tat io.netty.channel.AbstractChannelHandlerContext.invokeChannelRead(X.java:379)
        """;
    assertThat(of(throughAnotherDoor)).isEqualTo(of(TRACE));
  }

  @Test
  void a_fault_that_two_endpoints_reach_is_one_cause() {
    assertThat(
            of(
                TRACE.replace(
                    "\tat jdk.internal",
                    "\tat com.shop.OrderApi.order(OrderApi.java:9)\n\tat jdk.internal")))
        .isEqualTo(
            of(
                TRACE.replace(
                    "\tat jdk.internal",
                    "\tat com.shop.PriceApi.price(PriceApi.java:7)\n\tat jdk.internal")));
  }

  @Test
  void the_caller_of_the_class_that_threw_tells_uses_of_a_common_helper_apart() {
    String helper =
        """
        \tat com.shop.PriceTable.row(PriceTable.java:12)
        \tat com.shop.PriceTable$Index.find(PriceTable.java:60)
        """;
    String trace =
        TRACE
            .replaceFirst("\tat ", java.util.regex.Matcher.quoteReplacement(helper) + "\tat ")
            .replace(
                "\tat jdk.internal",
                "\tat com.shop.OrderApi.order(OrderApi.java:9)\n\tat jdk.internal");
    assertThat(of(trace.replace("Cart.total", "Rebate.of")).value())
        .isNotEqualTo(of(trace).value());
  }

  @Test
  void another_method_is_another_cause() {
    assertThat(of(TRACE.replace("PriceTable.lookup", "PriceTable.store")).value())
        .isNotEqualTo(of(TRACE).value());
  }

  @Test
  void another_exception_is_another_cause() {
    assertThat(of(TRACE.replace("NullPointer", "IllegalState")).value())
        .isNotEqualTo(of(TRACE).value());
  }

  @Test
  void another_service_is_another_cause() {
    assertThat(
            Fingerprint.of(
                    signal("bakery", Signal.Kind.EXCEPTION, "", Optional.of(TRACE), List.of()))
                .value())
        .isNotEqualTo(of(TRACE).value());
  }

  @Test
  void another_root_of_the_same_wrapper_is_another_cause() {
    String wrapped = "com.shop.OrderException: no order\n" + frames() + "Caused by: " + TRACE;
    assertThat(of(wrapped).value())
        .isNotEqualTo(of(wrapped.replace("java.lang.NullPointer", "java.lang.Arithmetic")).value());
  }

  @Test
  void numbers_that_the_jvm_makes_up_do_not_count() {
    String lambda =
        """
        java.lang.ArithmeticException: / by zero
        \tat com.shop.Cart.lambda$total$3(Cart.java:40)
        \tat com.shop.Cart$$Lambda/0x00007f0a1c03c000.apply(Unknown Source)
        \tat com.shop.Proxy$$SpringCGLIB$$0.total(<generated>)
        """;
    String laterBuild =
        """
        java.lang.ArithmeticException: / by zero
        \tat com.shop.Cart.lambda$total$5(Cart.java:48)
        \tat com.shop.Cart$$Lambda/0x00007fbb2d0a8400.apply(Unknown Source)
        \tat com.shop.Proxy$$SpringCGLIB$$1.total(<generated>)
        """;
    assertThat(of(laterBuild)).isEqualTo(of(lambda));
    assertThat(of(lambda).title()).isEqualTo("ArithmeticException in Cart.total");
  }

  @Test
  void the_title_names_the_root_and_the_place_of_the_service() {
    assertThat(of(TRACE).title()).isEqualTo("NullPointerException in PriceTable.lookup");
    String wrapped = "com.shop.OrderException: no order\n" + frames() + "Caused by: " + TRACE;
    assertThat(of(wrapped).title()).isEqualTo("NullPointerException in PriceTable.lookup");
  }

  @Test
  void a_nested_class_is_named_by_its_last_name() {
    assertThat(
            of(TRACE.replace("com.shop.PriceTable.lookup", "com.shop.Shop$Table.lookup")).title())
        .isEqualTo("NullPointerException in Table.lookup");
  }

  @Test
  void a_class_named_like_a_part_of_its_package_keeps_its_name() {
    assertThat(of(TRACE.replace("com.shop.PriceTable.lookup", "com.shop.op.lookup")).title())
        .isEqualTo("NullPointerException in op.lookup");
  }

  @Test
  void traces_without_a_frame_of_the_service_are_told_apart_by_the_library_and_its_message() {
    String pool =
        """
        java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available
        \tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)
        """;
    assertThat(of(pool).title())
        .isEqualTo("SQLTransientConnectionException: HikariPool-1 - Connection is not available");
    assertThat(of(pool.replace("createTimeout", "createShutdown")).value())
        .isNotEqualTo(of(pool).value());
    assertThat(of(pool.replace("is not available", "is broken")).value())
        .isNotEqualTo(of(pool).value());
    assertThat(of(pool.replace("Pool-1 ", "Pool-2 ")).value()).isEqualTo(of(pool).value());
  }

  @Test
  void packages_that_a_service_has_named_are_its_own_and_no_others() {
    String trace =
        """
        java.lang.IllegalStateException: no
        \tat org.apache.acme.Ledger.book(Ledger.java:4)
        \tat vendor.Bus.send(Bus.java:8)
        \tat org.apache.acme.Shop.sell(Shop.java:4)
        """;
    OwnCode acme = new OwnCode(List.of("org.apache.acme"));
    Signal signal = signal("shop", Signal.Kind.EXCEPTION, "", Optional.of(trace), List.of());
    assertThat(Fingerprint.of(signal, acme).title())
        .isEqualTo("IllegalStateException in Ledger.book");
    assertThat(of(trace).title()).isEqualTo("IllegalStateException in Bus.send");
    assertThat(
            new OwnCode(List.of("org.apache.ac")).has(new Frame("org.apache.acme.A", "b", "", 0)))
        .isFalse();
  }

  @Test
  void what_the_version_before_had_for_it_is_known() {
    // values of naosu 0.1 before ADR 27
    assertThat(of(TRACE).former()).contains("29c0115f5f73f6a10a70ec9caa642427");
    assertThat(message("order 4711 failed").former()).contains("8f315bc67d2a5d3faaf138bd49097249");
    assertThat(tests("CartTest#empty").former()).isEmpty();
  }

  @Test
  void without_a_trace_the_message_counts_without_what_varies() {
    String message =
        "order 4711 of 'ada' failed at 0x7ffee3a1, id 9b2d1c00-aaaa-4bbb-8ccc-1234567890ab";
    String later = "order 12 of 'bob' failed at 0x1, id 00000000-aaaa-4bbb-8ccc-000000000000";
    assertThat(message(message).value()).isEqualTo(message(later).value());
    assertThat(message("payment 4711 failed").value())
        .isNotEqualTo(message("order 4711 failed").value());
    assertThat(message("first line\nsecond").title()).isEqualTo("first line");
  }

  @Test
  void failing_tests_count_whatever_their_order() {
    Fingerprint two = tests("CartTest#empty", "CartTest#full");
    assertThat(tests("CartTest#full", "CartTest#empty")).isEqualTo(two);
    assertThat(two.title()).isEqualTo("CartTest#empty and 1 more tests fail");
    assertThat(tests("CartTest#empty").title()).isEqualTo("CartTest#empty fails");
    assertThat(tests("CartTest#empty").value()).isNotEqualTo(two.value());
  }

  @Test
  void a_title_is_one_short_line_without_control_characters() {
    Fingerprint hostile = message("\u001b[31m" + "x".repeat(1_000));
    assertThat(hostile.title()).hasSize(160).doesNotContain("\u001b");
    assertThat(hostile.value()).matches("[0-9a-f]{32}");
    assertThat(message("").title()).isEqualTo("no message");
  }

  @Test
  @Timeout(10)
  void hostile_text_takes_no_longer() {
    for (String each :
        List.of("a.", "'", "\"", "Caused by: ", "1a-", "at a.b(", "$$Lambda", "\t", "\n")) {
      String text = each.repeat(Signal.MOST_TRACE_LETTERS / each.length());
      assertThat(of(text).value()).hasSize(32);
      assertThat(message(text).value()).hasSize(32);
    }
  }

  private static String frames() {
    return "\tat com.shop.Orders.place(Orders.java:12)\n";
  }

  private static Fingerprint of(String trace) {
    return Fingerprint.of(
        signal("shop", Signal.Kind.EXCEPTION, "failed", Optional.of(trace), List.of()));
  }

  private static Fingerprint message(String message) {
    return Fingerprint.of(
        signal("shop", Signal.Kind.EXCEPTION, message, Optional.empty(), List.of()));
  }

  private static Fingerprint tests(String... failing) {
    return Fingerprint.of(
        signal("shop", Signal.Kind.TEST_FAILURE, "", Optional.empty(), List.of(failing)));
  }

  private static Signal signal(
      String service,
      Signal.Kind kind,
      String message,
      Optional<String> trace,
      List<String> failing) {
    return new Signal(
        "id",
        kind,
        new Origin(service, "", "production"),
        Instant.EPOCH,
        Instant.EPOCH,
        message,
        trace,
        failing,
        Optional.empty(),
        new TreeMap<>());
  }
}

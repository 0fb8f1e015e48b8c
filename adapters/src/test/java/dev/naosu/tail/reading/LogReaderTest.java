package dev.naosu.tail.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.logs.LogLine.Level;
import dev.naosu.tail.reading.Joining.Joined;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogReaderTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final String TRACE =
      """
      java.lang.IllegalStateException: no price
      \tat shop.Cart.total(Cart.java:36) ~[shop.jar:1.0]
      \tat java.base/java.lang.Thread.run(Thread.java:1583)
      """
          .strip();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          2026-11-28T13:00:00.000+01:00 ERROR 4711 --- [shop] [nio-8080-exec-1] s.Cart : it broke ; s.Cart
          2026-11-28T13:00:00.000+01:00 ERROR 4711 --- [           main] shop.Cart                      : it broke ; shop.Cart
          2026-11-28 13:00:00.000 ERROR 4711 --- [main] shop.Cart : it broke ; shop.Cart
          13:00:00.000 [main] ERROR shop.Cart -- it broke ; shop.Cart
          13:00:00.000 [main] ERROR shop.Cart - it broke ; shop.Cart
          2026-11-28 13:00:00,000 ERROR shop.Cart - it broke ; shop.Cart
          2026-11-28 13:00:00,000 [main] ERROR shop.Cart - it broke ; shop.Cart
          2026-11-28 13:00:00,000 ERROR shop.Cart it broke ; shop.Cart
          2026-11-28 13:00:00,000 ERROR [shop.Cart] (executor-1) it broke ; shop.Cart
          28-Nov-2026 13:00:00.000 SEVERE [main] shop.Cart.total it broke ; ''
          [2026-11-28T12:00:00.000+0000] [ERROR] it broke ; ''
          2026-11-28T12:00:00Z ERROR: it broke ; ''
          2026/11/28 13:00:00 ERROR it broke ; ''
          """)
  void a_layout_need_not_be_told(String line, String logger) {
    Entry entry = only(line);
    assertThat(entry.level()).contains(Level.ERROR);
    assertThat(entry.at()).contains(NOON);
    assertThat(entry.message()).endsWith("it broke");
    if (!logger.isEmpty()) {
      assertThat(entry.logger()).isEqualTo(logger);
      assertThat(entry.message()).isEqualTo("it broke");
    }
  }

  @Test
  void the_two_lines_of_java_util_logging_are_one_record() {
    List<Entry> entries =
        read(
            """
            Nov 28, 2026 1:00:00\u202fPM shop.Cart total
            SEVERE: it broke
            %s
            Nov 28, 2026 1:00:01 PM shop.Cart total
            INFO: all is well
            """
                .formatted(TRACE));
    assertThat(entries).extracting(Entry::message).containsExactly("it broke", "all is well");
    assertThat(entries.getFirst().level()).contains(Level.ERROR);
    assertThat(entries.getFirst().logger()).isEqualTo("shop.Cart");
    assertThat(entries.getFirst().at()).contains(NOON);
    assertThat(entries.getFirst().stackTrace()).contains(TRACE);
  }

  @Test
  void a_stack_trace_goes_with_the_record_before_it_with_all_its_causes() {
    String trace =
        """
        shop.OrderFailed: order 7
        and a second line of its message
        \tat shop.Orders.place(Orders.java:12)
        \tSuppressed: java.io.IOException: closing
        \t\tat shop.Pool.close(Pool.java:3)
        \t\t... 1 more
        Caused by: java.lang.NullPointerException: price
            at shop.Cart.total(Cart.java:36)
            ... 5 common frames omitted
        Caused by: shop.Loop
        \tat shop.Cart.round(Cart.java:40)
        \t[CIRCULAR REFERENCE: shop.OrderFailed: order 7]
        """
            .strip();
    List<Entry> entries =
        read(
            """
            2026-11-28 13:00:00,000 INFO shop.Cart - before
            2026-11-28 13:00:00,000 ERROR shop.Orders - failed
            with a second line
            %s
            2026-11-28 13:00:00,000 INFO shop.Cart - after
            """
                .formatted(trace));
    assertThat(entries)
        .extracting(Entry::message)
        .containsExactly("before", "failed\nwith a second line", "after");
    assertThat(entries.get(1).stackTrace()).contains(trace);
    assertThat(entries.get(0).stackTrace()).isEmpty();
  }

  @Test
  void a_trace_with_its_innermost_cause_first_is_turned_round() {
    Entry entry =
        only(
            """
            13:00:00.000 [main] ERROR shop.Orders -- failed
            java.lang.NullPointerException: price
            \tat shop.Cart.total(Cart.java:36)
            Wrapped by: shop.OrderFailed: order 7
            \tat shop.Orders.place(Orders.java:12)
            """);
    assertThat(entry.stackTrace())
        .contains(
            """
            shop.OrderFailed: order 7
            \tat shop.Orders.place(Orders.java:12)
            Caused by: java.lang.NullPointerException: price
            \tat shop.Cart.total(Cart.java:36)\
            """);
  }

  @Test
  void a_throwable_on_the_line_of_its_record_is_found_too() {
    Entry entry =
        only(
            """
            2026-11-28 13:00:00,000 ERROR shop.Cart - java.lang.IllegalStateException: no price
            \tat shop.Cart.total(Cart.java:36)
            """);
    assertThat(entry.message()).isEqualTo("java.lang.IllegalStateException: no price");
    assertThat(entry.stackTrace())
        .contains("java.lang.IllegalStateException: no price\n\tat shop.Cart.total(Cart.java:36)");
  }

  @Test
  void in_a_log_without_times_a_thread_that_dies_is_a_record_of_its_own() {
    List<Entry> entries =
        read(
            """
            starting
            Exception in thread "main" %s
            ended
            """
                .formatted(TRACE));
    assertThat(entries).hasSize(3);
    assertThat(entries.get(1).stackTrace()).contains(TRACE);
    assertThat(entries.get(1).levelOr(Level.INFO)).isEqualTo(Level.ERROR);
    assertThat(entries.get(2).levelOr(Level.INFO)).isEqualTo(Level.INFO);
  }

  @Test
  void records_that_begin_with_their_level_may_have_more_lines() {
    List<Entry> entries =
        read("[main] ERROR shop.Cart - one\nand more\n[main] INFO shop.Cart - two\n");
    assertThat(entries).extracting(Entry::message).containsExactly("one\nand more", "two");
    assertThat(entries.getFirst().level()).contains(Level.ERROR);
  }

  @Test
  void the_log_of_the_garbage_collector_is_text_like_any_other() {
    List<Entry> entries =
        read("[0.012s][info][gc] Using G1\n[0.100s][warning][gc] Pause Young 5M->1M(64M) 1.2ms\n");
    assertThat(entries).hasSize(2);
    assertThat(entries.get(1).level()).contains(Level.WARN);
  }

  @Test
  void records_of_json_are_read_whatever_library_wrote_them() {
    String escaped = TRACE.replace("\n", "\\n").replace("\t", "\\t");
    List<Entry> entries =
        read(
            """
            {"@timestamp":"2026-11-28T12:00:00.000Z","@version":"1","message":"it broke","logger_name":"shop.Cart","thread_name":"main","level":"ERROR","level_value":40000,"stack_trace":"%1$s\\n","traceId":"0123456789abcdef0123456789abcdef"}
            {"@timestamp":"2026-11-28T12:00:00.000Z","log.level":"ERROR","message":"it broke","ecs.version":"1.2.0","log.logger":"shop.Cart","error.type":"java.lang.IllegalStateException","error.message":"no price","error.stack_trace":"%1$s","trace.id":"0123456789abcdef0123456789abcdef"}
            {"@timestamp":"2026-11-28T12:00:00.000Z","log":{"level":"ERROR","logger":"shop.Cart"},"message":"it broke","error":{"type":"java.lang.IllegalStateException","stack_trace":["%2$s"]},"trace":{"id":"0123456789abcdef0123456789abcdef"},"ecs":{"version":"8.11"}}
            {"version":"1.1","short_message":"it broke","timestamp":1795867200.000,"level":3,"_level_name":"ERROR","_log_logger":"x","_logger":"shop.Cart","full_message":"it broke\\n\\n%1$s","_traceId":"0123456789abcdef0123456789abcdef"}
            {"instant":{"epochSecond":1795867200,"nanoOfSecond":0},"thread":"main","level":"ERROR","loggerName":"shop.Cart","message":"it broke","thrown":{"name":"java.lang.IllegalStateException","extendedStackTrace":"%1$s"},"contextMap":{"traceId":"0123456789abcdef0123456789abcdef"}}
            {"timestamp":"2026-11-28T12:00:00.000Z","level":"ERROR","logger_name":"shop.Cart","message":"it broke","exception":{"exception_class":"java.lang.IllegalStateException","exception_message":"no price","stacktrace":"%1$s"},"mdc":{"traceId":"0123456789abcdef0123456789abcdef"}}
            """
                .formatted(escaped, escaped.replace("\\n", "\",\"")));
    assertThat(entries).hasSize(6);
    assertThat(entries)
        .allSatisfy(
            entry -> {
              assertThat(entry.at()).contains(NOON);
              assertThat(entry.level()).contains(Level.ERROR);
              assertThat(entry.logger()).isEqualTo("shop.Cart");
              assertThat(entry.message()).isEqualTo("it broke");
              assertThat(entry.stackTrace().orElseThrow()).endsWith(TRACE);
              assertThat(entry.trace()).isEqualTo("0123456789abcdef0123456789abcdef");
            });
  }

  @Test
  void an_exception_that_json_tells_without_its_trace_is_told_by_its_name() {
    Entry entry =
        only(
            "{\"level\":\"ERROR\",\"message\":\"it"
                + " broke\",\"error\":{\"type\":\"shop.Bad\",\"message\":\"why\"}}");
    assertThat(entry.stackTrace()).contains("shop.Bad: why");
  }

  @Test
  void what_is_wrapped_around_each_line_is_taken_off() {
    List<String> own =
        ("2026-11-28 13:00:00,000 ERROR shop.Cart - it broke\n" + TRACE).lines().toList();
    String docker =
        lines(
            own,
            "{\"log\":\"%s\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-28T12:00:01.5Z\"}",
            true);
    String cri = lines(own, "2026-11-28T12:00:01.5Z stdout F %s", false);
    String compose = lines(own, "shop-1  | %s", false);
    String syslog = lines(own, "Nov 28 12:00:01 host shop[4711]: %s", false);
    String rsyslog =
        lines(own, "2026-11-28T12:00:01.5+00:00 host shop[4711]: %s", false).replace("\t", "#011");
    String rfc5424 = lines(own, "<11>1 2026-11-28T12:00:01.5Z host shop 4711 - - %s", false);
    String coloured = own.getFirst().replace("ERROR", "\u001b[31mERROR\u001b[0;39m") + "\n" + TRACE;
    for (String text : List.of(docker, cri, compose, syslog, rsyslog, rfc5424, coloured)) {
      Entry entry = only(text);
      assertThat(entry.message()).as(text).isEqualTo("it broke");
      assertThat(entry.stackTrace()).as(text).contains(TRACE);
      assertThat(entry.at()).contains(NOON);
    }
  }

  @Test
  void a_line_that_docker_cut_into_pieces_is_whole_again() {
    List<Entry> entries =
        read(
            """
            {"log":"2026-11-28 13:00:00,000 ERROR shop.Cart - it ","stream":"stdout","time":"2026-11-28T12:00:01Z"}
            {"log":"broke\\n","stream":"stdout","time":"2026-11-28T12:00:01Z"}
            2026-11-28T12:00:01Z stdout P {"level":"ERROR","message":"also
            2026-11-28T12:00:01Z stdout F  broke"}
            """);
    assertThat(entries.getFirst().message()).isEqualTo("it broke");
    assertThat(entries.getFirst().level()).contains(Level.ERROR);
  }

  @Test
  void json_within_dockers_json_is_read_and_takes_its_time_where_it_has_none() {
    Entry entry =
        only(
            """
            {"log":"{\\"level\\":\\"WARN\\",\\"message\\":\\"slow\\"}\\n","stream":"stderr","time":"2026-11-28T12:00:00Z"}
            """);
    assertThat(entry.message()).isEqualTo("slow");
    assertThat(entry.level()).contains(Level.WARN);
    assertThat(entry.at()).contains(NOON);
  }

  @Test
  void a_time_without_a_day_is_the_nearest_one() {
    Stamps stamps = new Stamps(ZoneId.of("UTC"));
    Instant afterMidnight = Instant.parse("2026-11-29T00:00:01Z");
    assertThat(stamps.at("23:59:59.9 x", afterMidnight).orElseThrow().at())
        .isEqualTo(Instant.parse("2026-11-28T23:59:59.9Z"));
    assertThat(stamps.at("31-Nov-2026 10:00:00 x", NOON)).isEmpty();
    assertThat(stamps.at("10:99:00 x", NOON)).isEmpty();
  }

  @Test
  void the_lines_in_the_documentation_are_read_as_it_says() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "logs-and-metrics.md"));
    String block = document.split("```log\n", 2)[1].split("```", 2)[0];
    assertThat(block.lines()).hasSizeGreaterThan(10);
    for (String line : block.lines().toList()) {
      Entry entry = only(line);
      assertThat(entry.level()).as(line).contains(Level.ERROR);
      assertThat(entry.logger()).as(line).isEqualTo("shop.Cart");
      assertThat(entry.message()).as(line).isEqualTo("it broke");
      if (!line.startsWith("[main]")) {
        assertThat(entry.at()).as(line).contains(NOON.plusMillis(123));
      }
    }
  }

  @Test
  void prose_is_no_header() {
    assertThat(only("Error while closing").level()).isEmpty();
    Entry entry = only("2026-11-28 13:00:00 shop.Cart was built");
    assertThat(entry.level()).isEmpty();
    assertThat(entry.message()).isEqualTo("shop.Cart was built");
    assertThat(entry.logger()).isEmpty();
  }

  @Test
  void one_line_with_a_time_does_not_swallow_a_log_without() {
    List<Entry> entries =
        read("2026-11-28 13:00:00 started\n" + "a line without any\n".repeat(1_000));
    assertThat(entries).hasSizeGreaterThan(500);
    assertThat(entries.getLast().message()).isEqualTo("a line without any");
  }

  @Test
  void the_torn_end_of_a_trace_is_no_exception() {
    assertThat(only("\tat shop.Cart.total(Cart.java:36)\n\tat a.B.c(B.java:1)").stackTrace())
        .isEmpty();
  }

  @Test
  void a_record_without_end_is_bounded() {
    Joining<Integer> joining = new Joining<>(BERLIN, Format.AUTO);
    joining.add(Line.of("2026-11-28 13:00:00 ERROR it broke"), 0);
    for (int i = 1; i < 100_000; i++) {
      joining.add(Line.of("\tat shop.Cart.total(Cart.java:" + i + ")"), i);
    }
    assertThat(joining.waiting()).contains(0);
    assertThat(joining.end().orElseThrow().text().length()).isLessThan(Joining.MOST_LETTERS + 1);
  }

  @Test
  void hostile_lines_are_read_in_linear_time() {
    String blanks = " ".repeat(100_000);
    String brackets = "[".repeat(100_000);
    String dots = "a.".repeat(50_000);
    long begin = System.nanoTime();
    for (String hostile :
        List.of(
            blanks,
            brackets,
            dots,
            "at " + dots,
            "{\"log\":" + brackets,
            "2026-11-28 13:00:00 ERROR " + dots + "(",
            "Caused by: " + blanks,
            "a-1" + blanks)) {
      assertThat(read(hostile + "\n" + hostile)).hasSizeBetween(0, 2);
    }
    assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
  }

  private static String lines(List<String> own, String form, boolean json) {
    StringBuilder text = new StringBuilder();
    own.forEach(
        each ->
            text.append(form.replace("%s", json ? each.replace("\t", "\\t") : each)).append('\n'));
    return text.toString();
  }

  private static Entry only(String text) {
    List<Entry> entries = read(text);
    assertThat(entries).as(text).hasSize(1);
    return entries.getFirst();
  }

  private static List<Entry> read(String text) {
    Joining<Integer> joining = new Joining<>(BERLIN, Format.AUTO);
    LogReader reader = new LogReader(BERLIN, Format.AUTO);
    List<Joined<Integer>> joined = new ArrayList<>();
    for (String line : text.lines().toList()) {
      joining.add(Wrapping.open(line), 0).ifPresent(joined::add);
    }
    joining.end().ifPresent(joined::add);
    return joined.stream().map(each -> reader.read(each, NOON)).toList();
  }
}

package dev.naosu.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.FailureKind;
import dev.naosu.detect.Frame;
import dev.naosu.detect.Runs;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestRun;
import dev.naosu.sandbox.Exit;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReproductionTest {
  private static final Reproduction COMMAND = new Reproduction("java -jar shop.jar");

  private static TestRun run(Exit exit) {
    return COMMAND.run(exit, new BitSet());
  }

  private static TestRun ended(int code, String output) {
    return run(new Exit.Finished(code, output, Duration.ofSeconds(1)));
  }

  @Test
  void a_command_that_succeeds_passes() {
    assertThat(ended(0, "java.lang.IllegalStateException: told, not thrown").failed()).isFalse();
  }

  @Test
  void a_stack_trace_in_the_output_is_the_failure() {
    TestRun run =
        ended(
            1,
            """
            Picked up JAVA_TOOL_OPTIONS: -Dx=y
            Exception in thread "main" java.lang.IllegalStateException: out of stock
            \tat shop.Cart.total(Cart.java:84)
            Caused by: java.lang.NullPointerException
            \tat shop.Line.price(Line.java:12)
            """);
    assertThat(run.failure().orElseThrow().exceptionClass())
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(run.failure().orElseThrow().message()).isEqualTo("out of stock");
    assertThat(run.failure().orElseThrow().frames())
        .extracting(Frame::line)
        .containsExactly(84, 12);
    assertThat(run.kind()).isEqualTo(FailureKind.ILLEGAL_ARGUMENT_OR_STATE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "java.lang.NullPointerException | java.lang.NullPointerException",
        "Caused by: shop.OutOfStockException: none left | shop.OutOfStockException",
        "shop.Cart$EmptyException | shop.Cart$EmptyException",
        "[java.lang.StackOverflowError] | java.lang.StackOverflowError",
        "java.lang.Error: broken | java.lang.Error"
      })
  void a_throwable_is_found_wherever_it_stands(String output, String exceptionClass) {
    assertThat(ended(1, output).failure().orElseThrow().exceptionClass()).isEqualTo(exceptionClass);
  }

  @Test
  void an_exit_code_alone_is_a_failure_too() {
    TestRun run = ended(3, "total is 5, not 6\n");
    assertThat(run.failed()).isTrue();
    assertThat(run.failure().orElseThrow().message()).isEqualTo("exit code 3");
    assertThat(run.failure().orElseThrow().frames()).isEmpty();
  }

  @Test
  void a_long_message_is_cut() {
    assertThat(
            ended(1, "java.lang.IllegalStateException: " + "x".repeat(10_000))
                .failure()
                .orElseThrow()
                .message())
        .hasSize(500);
  }

  @Test
  void the_message_ends_with_its_line() {
    assertThat(
            ended(1, "java.lang.IllegalStateException:\r\n\tat a.B.c(B.java:1)\r\n")
                .failure()
                .orElseThrow()
                .message())
        .isEmpty();
  }

  @Test
  void a_command_that_is_not_done_in_time_is_endless() {
    TestRun run = run(new Exit.TimedOut(Duration.ofSeconds(7), ""));
    assertThat(run.kind()).isEqualTo(FailureKind.ENDLESS);
    assertThat(run.failure().orElseThrow().message()).contains("7 s");
  }

  @Test
  void a_command_that_never_started_fails_with_the_reason() {
    assertThat(run(new Exit.NeverStarted("no sh")).failure().orElseThrow().message())
        .isEqualTo("no sh");
  }

  @Test
  void what_the_command_ran_is_covered_by_its_one_test() {
    SuiteRun suite =
        COMMAND.suite(
            new Exit.Finished(1, "", Duration.ZERO), List.of(Runs.line("A", 1), Runs.line("A", 2)));
    assertThat(suite.failing()).singleElement().matches(run -> run.covered().cardinality() == 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.", "a.A", "aA", "Exception", "java.lang.", "x: ", "at a.b("})
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void hostile_output_of_four_megabytes_is_read_to_its_end(String part) {
    assertThat(ended(1, part.repeat(4_000_000 / part.length())).failed()).isTrue();
  }
}

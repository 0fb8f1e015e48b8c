package dev.naosu.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureKindTest {
  @ParameterizedTest
  @CsvSource({
    "java.lang.NullPointerException, NULL_DEREFERENCE",
    "java.lang.StringIndexOutOfBoundsException, OUT_OF_RANGE",
    "java.lang.ArrayIndexOutOfBoundsException, OUT_OF_RANGE",
    "java.lang.NegativeArraySizeException, OUT_OF_RANGE",
    "java.lang.ClassCastException, BAD_CAST",
    "java.lang.ArithmeticException, ARITHMETIC",
    "java.util.NoSuchElementException, NO_SUCH_ELEMENT",
    "java.lang.UnsupportedOperationException, ILLEGAL_ARGUMENT_OR_STATE",
    "java.lang.NumberFormatException, NUMBER_FORMAT",
    "java.util.ConcurrentModificationException, CONCURRENT_MODIFICATION",
    "java.lang.StackOverflowError, ENDLESS",
    "dev.naosu.probe.Probe$BudgetExceeded, ENDLESS",
    "org.junit.runners.model.TestTimedOutException, ENDLESS",
    "java.lang.AssertionError, ASSERTION",
    "junit.framework.AssertionFailedError, ASSERTION",
    "org.opentest4j.AssertionFailedError, ASSERTION",
    "org.junit.ComparisonFailure, ASSERTION",
    "org.opentest4j.MultipleFailuresError, ASSERTION",
    "org.assertj.core.error.AssertJMultipleFailuresError, ASSERTION",
    "com.google.common.truth.AssertionErrorWithFacts, ASSERTION",
    "org.mockito.exceptions.verification.WantedButNotInvoked, ASSERTION",
    "shop.OutOfStockException, OTHER_EXCEPTION",
    "'', OTHER_EXCEPTION"
  })
  void a_throwable_tells_the_kind_of_fault(String exceptionClass, FailureKind kind) {
    assertThat(Runs.failure(exceptionClass, "").kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @EnumSource(
      value = TestRun.Status.class,
      names = {"TIMED_OUT", "OUT_OF_STEPS", "OUT_OF_MEMORY"})
  void a_test_that_was_stopped_is_endless_whatever_it_threw(TestRun.Status status) {
    TestRun run =
        new TestRun(
            Runs.id("T#t"),
            status,
            Duration.ZERO,
            0,
            Optional.of(Runs.failure("java.lang.NullPointerException", "")),
            new BitSet());
    assertThat(run.kind()).isEqualTo(FailureKind.ENDLESS);
    assertThat(run.failed()).isTrue();
  }

  @Test
  void only_what_the_code_itself_threw_counts_as_thrown_by_it() {
    assertThat(FailureKind.NULL_DEREFERENCE.isThrownByCode()).isTrue();
    assertThat(FailureKind.ASSERTION.isThrownByCode()).isFalse();
    assertThat(FailureKind.MISSING_EXCEPTION.isThrownByCode()).isFalse();
  }

  @Test
  void the_headline_is_one_line() {
    assertThat(Runs.failure("java.lang.AssertionError", " expected 1\nbut was 2").headline())
        .isEqualTo("AssertionError: expected 1");
    assertThat(Runs.failure("java.lang.AssertionError", "").headline()).isEqualTo("AssertionError");
  }
}

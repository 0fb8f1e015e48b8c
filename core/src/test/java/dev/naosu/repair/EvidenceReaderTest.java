package dev.naosu.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Failure;
import dev.naosu.detect.FailureKind;
import dev.naosu.detect.Runs;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceReaderTest {
  private static Evidence read(Failure... failures) {
    return EvidenceReader.read(
        IntStream.range(0, failures.length)
            .mapToObj(i -> Runs.failed("T#t" + i, failures[i]))
            .toList());
  }

  private static List<String> valuesOf(String expected) {
    return read(new Failure(
            "java.lang.AssertionError", "", List.of(), Optional.of(expected), Optional.of("other")))
        .expectedValues();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // JUnit 4
        "Expected exception: java.lang.IllegalArgumentException | java.lang.IllegalArgumentException",
        "expected java.lang.IllegalStateException to be thrown, but nothing was thrown | java.lang.IllegalStateException",
        "Expected test to throw an instance of java.util.NoSuchElementException | ",
        "Expected test to throw an instance of shop.OutOfStockException | shop.OutOfStockException",
        // JUnit 5
        "Expected java.lang.IllegalArgumentException to be thrown, but nothing was thrown. | java.lang.IllegalArgumentException",
        "no stock ==> Expected shop.OutOfStockException to be thrown, but nothing was thrown. | shop.OutOfStockException",
        // TestNG
        "Expected exception of type class java.lang.ArithmeticException but got nothing | java.lang.ArithmeticException",
        "Method T.t()[pri:0, instance:T@1] should have thrown an exception of type class java.lang.NullPointerException | java.lang.NullPointerException",
        // by hand
        "Should throw IllegalArgumentException. | java.lang.IllegalArgumentException"
      })
  void an_exception_that_a_test_missed_is_named(String message, String exception) {
    Evidence evidence = read(Runs.failure("java.lang.AssertionError", message));
    if (exception == null) {
      // any class that ends so is an exception
      assertThat(evidence.expectedExceptions()).containsExactly("java.util.NoSuchElementException");
    } else {
      assertThat(evidence.expectedExceptions()).containsExactly(exception);
    }
    assertThat(evidence.kinds()).containsExactly(FailureKind.MISSING_EXCEPTION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "expected:<1> but was:<2>",
        "expected no AssertionError",
        "Expected Exception",
        "expected the Error to be told",
        "an IllegalStateException came",
        ""
      })
  void other_messages_of_assertions_name_no_exception(String message) {
    Evidence evidence = read(Runs.failure("java.lang.AssertionError", message));
    assertThat(evidence.expectedExceptions()).isEmpty();
    assertThat(evidence.kinds()).containsExactly(FailureKind.ASSERTION);
  }

  @Test
  void what_the_code_itself_threw_is_not_an_exception_that_was_missed() {
    Evidence evidence =
        read(
            Runs.failure(
                "java.lang.IllegalStateException", "expected java.io.IOException to be thrown"));
    assertThat(evidence.expectedExceptions()).isEmpty();
    assertThat(evidence.kinds()).containsExactly(FailureKind.ILLEGAL_ARGUMENT_OR_STATE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "because \"<local4>\" is null | <local4>",
        "because \"line\" is null | line",
        "because \"this.cart.lines\" is null | lines",
        "because \"this.cart.lines[2]\" is null | lines",
        "because the return value of \"shop.Cart.find(java.lang.String)\" is null | find",
        "because \"Cart.shared\" is null | shared"
      })
  void a_helpful_message_tells_what_was_null(String message, String name) {
    assertThat(
            read(Runs.failure(
                    "java.lang.NullPointerException",
                    "Cannot invoke \"shop.Line.price()\" " + message))
                .nullNames())
        .containsExactly(name);
  }

  @Test
  void a_message_without_names_tells_none() {
    assertThat(read(Runs.failure("java.lang.NullPointerException", "")).nullNames()).isEmpty();
  }

  @Test
  void one_character_may_be_a_char() {
    assertThat(valuesOf("x")).containsExactly("\"x\"", "'x'");
    assertThat(valuesOf("5")).containsExactly("5", "\"5\"", "'5'");
    assertThat(valuesOf("'")).containsExactly("\"'\"", "'\\''");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "false"})
  void words_of_the_language_are_literals_as_they_are(String word) {
    assertThat(valuesOf(word)).containsExactly(word);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-7", "15", "1.5", "-0.25", "1.0E10", "1.0E-5"})
  void a_number_may_be_a_number_or_a_text(String number) {
    assertThat(valuesOf(number)).containsExactly(number, '"' + number + '"');
  }

  @Test
  void a_number_with_a_leading_zero_would_be_octal_so_it_is_a_text() {
    assertThat(valuesOf("010")).containsExactly("\"010\"");
  }

  @Test
  void a_text_is_escaped_as_java_wants_it() {
    assertThat(valuesOf("say \"a\\b\"\r\n\tend"))
        .containsExactly("\"say \\\"a\\\\b\\\"\\r\\n\\tend\"");
    assertThat(valuesOf("größe\u0000")).containsExactly("\"gr\\u00f6\\u00dfe\\u0000\"");
    assertThat(valuesOf("")).containsExactly("\"\"");
  }

  @Test
  void an_escaped_text_means_the_text() {
    String odd = "\"\\\r\n\tö\u2028\u0007\uD83D\uDE00'x";
    String literal = valuesOf(odd).getFirst();
    var source =
        new dev.naosu.code.JavaModel(List.of(), List.of(), 17)
            .parse("A.java", "class A { String s = " + literal + "; }");
    String[] value = new String[1];
    source
        .unit()
        .accept(
            new org.eclipse.jdt.core.dom.ASTVisitor() {
              @Override
              public boolean visit(org.eclipse.jdt.core.dom.StringLiteral node) {
                value[0] = node.getLiteralValue();
                return false;
              }
            });
    assertThat(value[0]).isEqualTo(odd);
  }

  @Test
  void a_long_text_is_no_literal() {
    assertThat(valuesOf("x".repeat(200))).hasSize(1);
    assertThat(valuesOf("x".repeat(201))).isEmpty();
  }

  @Test
  void at_most_ten_values_are_kept_each_once() {
    Failure[] failures =
        IntStream.range(0, 30)
            .mapToObj(i -> Runs.comparison("v" + i / 2, ""))
            .toArray(Failure[]::new);
    assertThat(read(failures).expectedValues())
        .hasSize(10)
        .doesNotHaveDuplicates()
        .startsWith("\"v0\"", "\"v1\"");
  }

  @Test
  void a_test_that_never_ended_is_endless_without_a_failure() {
    assertThat(EvidenceReader.read(List.of(Runs.endless("T#t"))).kinds())
        .containsExactly(FailureKind.ENDLESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.", "A", "expected A", "because \"", "aException", "a.A."})
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void a_hostile_message_of_a_megabyte_is_read_to_its_end(String part) {
    String message = "expected " + part.repeat(1_000_000 / part.length());
    assertThat(read(Runs.failure("java.lang.AssertionError", message)).kinds()).hasSize(1);
    assertThat(read(Runs.failure("java.lang.NullPointerException", message)).kinds()).hasSize(1);
  }
}

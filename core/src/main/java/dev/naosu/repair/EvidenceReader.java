package dev.naosu.repair;

import dev.naosu.detect.Failure;
import dev.naosu.detect.FailureKind;
import dev.naosu.detect.TestRun;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what operators need out of the messages of failing tests.
public final class EvidenceReader {
  private static final int MAX_VALUES = 10;
  private static final int MAX_LITERAL = 200;

  /// JUnit 4 `Expected exception: X`, JUnit 5 `Expected X to be thrown`, TestNG `Expected exception
  /// of type class X`, and hand-written messages such as `Should throw IllegalArgumentException`.
  private static final Pattern EXPECTED_EXCEPTION =
      Pattern.compile(
          "(?<![\\w.])((?:[a-z_]\\w*+\\.)*+[A-Z]\\w*+(?<=[\\w.]Exception|[\\w.]Error))(?!\\.\\w)");

  private static final Pattern EXPECTS =
      Pattern.compile("(?i)expect|should|must|not thrown|no exception");

  /// Helpful NullPointerException messages (JEP 358): `because "x" is null`, `because the return
  /// value of "A.m()" is null`.
  private static final Pattern NULL_NAME =
      Pattern.compile("because (?:the return value of )?\"([^\"]{1,300})\" is null");

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9]\\d{0,17})(?:\\.\\d{1,18})?(?:E-?\\d{1,3})?");

  private EvidenceReader() {}

  public static Evidence read(List<TestRun> failing) {
    Set<FailureKind> kinds = new LinkedHashSet<>();
    Set<String> exceptions = new LinkedHashSet<>();
    Set<String> values = new LinkedHashSet<>();
    Set<String> nulls = new LinkedHashSet<>();
    for (TestRun run : failing) {
      FailureKind kind = run.kind();
      if (run.failure().isPresent()) {
        Failure failure = run.failure().get();
        if (kind == FailureKind.ASSERTION) {
          List<String> wanted = expectedExceptions(failure.message());
          if (!wanted.isEmpty()) {
            kind = FailureKind.MISSING_EXCEPTION;
            exceptions.addAll(wanted);
          }
          failure.expected().ifPresent(value -> values.addAll(literals(value)));
        }
        Matcher named = NULL_NAME.matcher(failure.message());
        while (named.find()) {
          nulls.add(lastName(named.group(1)));
        }
      }
      kinds.add(kind);
    }
    return new Evidence(
        kinds,
        List.copyOf(exceptions),
        values.stream().limit(MAX_VALUES).toList(),
        List.copyOf(nulls));
  }

  private static List<String> expectedExceptions(String message) {
    List<String> found = new ArrayList<>();
    if (EXPECTS.matcher(message).find()) {
      Matcher matcher = EXPECTED_EXCEPTION.matcher(message);
      if (matcher.find()) {
        String name = matcher.group(1);
        if (!name.endsWith("AssertionError") && !name.endsWith("AssertionFailedError")) {
          found.add(name.indexOf('.') < 0 ? "java.lang." + name : name);
        }
      }
    }
    return found;
  }

  /// The ways a printed value may be written in Java; more than one when its type is unknown.
  private static List<String> literals(String printed) {
    if (printed.equals("null") || printed.equals("true") || printed.equals("false")) {
      return List.of(printed);
    }
    if (printed.length() > MAX_LITERAL) {
      return List.of();
    }
    String quoted = '"' + escaped(printed) + '"';
    if (printed.length() == 1) {
      String character = printed.equals("'") ? "'\\''" : "'" + escaped(printed) + "'";
      return Character.isDigit(printed.charAt(0))
          ? List.of(printed, quoted, character)
          : List.of(quoted, character);
    }
    return NUMBER.matcher(printed).matches() ? List.of(printed, quoted) : List.of(quoted);
  }

  private static String escaped(String text) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> result.append("\\\"");
        case '\\' -> result.append("\\\\");
        case '\n' -> result.append("\\n");
        case '\r' -> result.append("\\r");
        case '\t' -> result.append("\\t");
        default -> {
          if (c < 0x20 || c > 0x7e) {
            result.append(String.format("\\u%04x", (int) c));
          } else {
            result.append(c);
          }
        }
      }
    }
    return result.toString();
  }

  /// `this.cart.lines` → `lines`; `Cart.find(String)` → `find`; `<local4>` → itself.
  private static String lastName(String expression) {
    String text = expression;
    int bracket = text.indexOf('(');
    if (bracket > 0) {
      text = text.substring(0, bracket);
    }
    int index = text.indexOf('[');
    if (index > 0) {
      text = text.substring(0, index);
    }
    return text.substring(text.lastIndexOf('.') + 1);
  }
}

package dev.naosu.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a throwable of the patient into text. Its methods are the patient's code: they may throw,
 * so each is asked with care, on the thread of the test where the watchdog still looks.
 */
final class FailureReader {
  private static final Pattern[] EXPECTED_BUT_WAS = {
    Pattern.compile("expected: ?<(.*)> but was: ?<(.*)>", Pattern.DOTALL),
    Pattern.compile("expected \\[(.*)\\] but found \\[(.*)\\]", Pattern.DOTALL),
    Pattern.compile("Expected: (?:is )?(.*)\\R\\s+but: (?:was )?(.*)", Pattern.DOTALL),
  };

  private FailureReader() {}

  static Failure read(Throwable thrown) {
    List<Failure> causes = new ArrayList<>();
    List<Throwable> chain = chain(thrown);
    for (Throwable cause : chain.subList(1, chain.size())) {
      causes.add(one(cause, new ArrayList<>()));
    }
    return one(thrown, causes);
  }

  /** The throwable and its causes, without circles, at most as many as a Failure keeps. */
  static List<Throwable> chain(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    Throwable next = thrown;
    while (next != null && chain.size() <= Failure.MAX_CAUSES && !chain.contains(next)) {
      chain.add(next);
      next = causeOf(next);
    }
    return chain;
  }

  private static Throwable causeOf(Throwable thrown) {
    try {
      return thrown.getCause();
    } catch (Throwable e) {
      return null; // patient code: a throwable which cannot say its cause has none for us
    }
  }

  /** Whether a throwable is how an assertion says that it does not hold. */
  static boolean isAssertion(Throwable thrown) {
    return thrown instanceof AssertionError || isA(thrown, "junit.framework.AssertionFailedError");
  }

  private static boolean isA(Throwable thrown, String className) {
    for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals(className)) {
        return true;
      }
    }
    return false;
  }

  private static Failure one(Throwable thrown, List<Failure> causes) {
    String message;
    StackTraceElement[] frames;
    Optional<String> expected = Optional.empty();
    Optional<String> actual = Optional.empty();
    try {
      message = thrown.getMessage();
      message = message == null ? "" : Bounded.truncated(message);
      frames = thrown.getStackTrace();
      expected = known(thrown, "Expected");
      actual = known(thrown, "Actual");
    } catch (Throwable e) {
      // Patient code, see above; the class of the throwable is all we then know.
      return new Failure(
          thrown.getClass().getName(),
          "(its message cannot be read: " + e.getClass().getName() + ")",
          new ArrayList<>(),
          causes,
          expected,
          actual);
    }
    if (!expected.isPresent() && !actual.isPresent() && isAssertion(thrown)) {
      for (Pattern pattern : EXPECTED_BUT_WAS) {
        Matcher matcher = pattern.matcher(message);
        if (matcher.find()) {
          expected = Optional.of(matcher.group(1));
          actual = Optional.of(matcher.group(2));
          break;
        }
      }
    }
    return new Failure(
        thrown.getClass().getName(), message, Arrays.asList(frames), causes, expected, actual);
  }

  /** Asks the exceptions that know it; by reflection, as each framework has its own. */
  private static Optional<String> known(Throwable thrown, String which)
      throws ReflectiveOperationException {
    if (isA(thrown, "org.opentest4j.AssertionFailedError")) {
      Object wrapper = thrown.getClass().getMethod("get" + which).invoke(thrown);
      return wrapper == null
          ? Optional.empty()
          : Optional.ofNullable(
              (String) wrapper.getClass().getMethod("getStringRepresentation").invoke(wrapper));
    }
    if (isA(thrown, "org.junit.ComparisonFailure")
        || isA(thrown, "junit.framework.ComparisonFailure")) {
      try {
        return Optional.ofNullable(
            (String) thrown.getClass().getMethod("get" + which).invoke(thrown));
      } catch (NoSuchMethodException e) {
        return Optional.empty(); // JUnit 3.8.1 and before: only the message has them
      }
    }
    return Optional.empty();
  }
}

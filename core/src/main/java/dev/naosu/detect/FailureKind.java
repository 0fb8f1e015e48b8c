package dev.naosu.detect;

/// What a failing test's throwable says about the kind of fault.
public enum FailureKind {
  NULL_DEREFERENCE,
  OUT_OF_RANGE,
  BAD_CAST,
  ARITHMETIC,
  NO_SUCH_ELEMENT,
  ILLEGAL_ARGUMENT_OR_STATE,
  NUMBER_FORMAT,
  CONCURRENT_MODIFICATION,
  ENDLESS,
  ASSERTION,
  MISSING_EXCEPTION,
  OTHER_EXCEPTION;

  /// Whether the code itself threw, rather than a test's expectation not being met.
  public boolean isThrownByCode() {
    return switch (this) {
      case ASSERTION, MISSING_EXCEPTION, ENDLESS -> false;
      default -> true;
    };
  }

  static FailureKind of(String exceptionClass) {
    String simple = exceptionClass.substring(exceptionClass.lastIndexOf('.') + 1);
    return switch (simple) {
      case "NullPointerException" -> NULL_DEREFERENCE;
      case "IndexOutOfBoundsException",
          "ArrayIndexOutOfBoundsException",
          "StringIndexOutOfBoundsException",
          "NegativeArraySizeException" ->
          OUT_OF_RANGE;
      case "ClassCastException", "ArrayStoreException" -> BAD_CAST;
      case "ArithmeticException" -> ARITHMETIC;
      case "NoSuchElementException", "EmptyStackException", "InputMismatchException" ->
          NO_SUCH_ELEMENT;
      case "IllegalArgumentException", "IllegalStateException", "UnsupportedOperationException" ->
          ILLEGAL_ARGUMENT_OR_STATE;
      case "NumberFormatException" -> NUMBER_FORMAT;
      case "ConcurrentModificationException" -> CONCURRENT_MODIFICATION;
      case "StackOverflowError",
          "OutOfMemoryError",
          "BudgetExceeded",
          "Probe$BudgetExceeded",
          "TestTimedOutException",
          "TimeoutException" ->
          ENDLESS;
      case "AssertionError",
          "AssertionFailedError",
          "ComparisonFailure",
          "ArrayComparisonFailure",
          "MultipleFailuresError",
          "MultipleAssertionsError",
          "AssertJMultipleFailuresError",
          "SoftAssertionError",
          "AssertionErrorWithFacts",
          "ComparisonFailureWithFacts" ->
          ASSERTION;
      default ->
          exceptionClass.startsWith("org.mockito.exceptions.verification.")
              ? ASSERTION
              : OTHER_EXCEPTION;
    };
  }
}

package dev.naosu.telemetry;

/// The name of an operation without the values that some senders put into it: by convention it
/// holds none, but `GET /carts/7` is sent all the same.
final class Operation {
  private static final String VALUE = "{}";

  /// Shorter words of hexadecimal letters are words, such as `face`.
  private static final int LEAST_HEXADECIMAL = 8;

  private Operation() {}

  /// @param name of a span
  static String of(String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      return name;
    }
    StringBuilder operation = new StringBuilder(name.length()).append(name, 0, slash);
    while (slash < name.length()) {
      int next = end(name, slash + 1);
      operation.append('/');
      if (isValue(name, slash + 1, next)) {
        operation.append(VALUE);
      } else {
        operation.append(name, slash + 1, next);
      }
      slash = next;
    }
    return operation.toString();
  }

  private static int end(String name, int from) {
    int slash = name.indexOf('/', from);
    return slash < 0 ? name.length() : slash;
  }

  /// A number, or many hexadecimal digits, with dashes or without.
  private static boolean isValue(String name, int from, int to) {
    int digits = 0;
    int letters = 0;
    for (int i = from; i < to; i++) {
      char each = name.charAt(i);
      if (each >= '0' && each <= '9') {
        digits++;
      } else if (each >= 'a' && each <= 'f' || each >= 'A' && each <= 'F') {
        letters++;
      } else if (each != '-') {
        return false;
      }
    }
    return digits > 0 && (letters == 0 || digits + letters >= LEAST_HEXADECIMAL);
  }
}

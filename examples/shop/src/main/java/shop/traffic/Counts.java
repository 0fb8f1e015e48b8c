package shop.traffic;

/**
 * How requests ended.
 *
 * @param sent all of them
 * @param failed answered with 500 or above
 * @param unreachable not answered
 */
public record Counts(long sent, long failed, long unreachable) {
  Counts minus(Counts earlier) {
    return new Counts(
        sent - earlier.sent, failed - earlier.failed, unreachable - earlier.unreachable);
  }

  /**
   * As a JSON object.
   *
   * @param span what was counted: a second, or all of it
   */
  String json(String span, long seconds) {
    return "{\"%s\":%d,\"sent\":%d,\"failed\":%d,\"unreachable\":%d}"
        .formatted(span, seconds, sent, failed, unreachable);
  }
}

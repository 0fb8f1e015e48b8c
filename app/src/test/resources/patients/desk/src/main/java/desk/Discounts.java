package desk;

/** Who buys much pays less. */
final class Discounts {
  private Discounts() {}

  /** Percent off: 5 from ten on, 10 from a hundred on. */
  static int percentFor(int quantity) {
    int percent = 0;
    if (quantity > 10) {
      percent = 5;
    }
    if (quantity >= 100) {
      percent = 10;
    }
    return percent;
  }
}

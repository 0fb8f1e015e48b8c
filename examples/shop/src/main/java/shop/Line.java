package shop;

/** Some pieces of an article. */
public record Line(String article, int quantity) implements Position {
  public Line {
    if (quantity < 1) {
      throw new IllegalArgumentException("a quantity is at least 1: " + quantity);
    }
  }
}

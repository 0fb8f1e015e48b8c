package shop;

import java.util.List;
import java.util.Optional;

/** The prices of all articles, many of them lower from a quantity on. */
public final class PriceTable {
  /** A line of the price list: so much a piece from a quantity on. */
  public record Row(String article, int fromQuantity, long cents) {}

  private final List<Row> rows;

  /**
   * @param rows in the order of the price list: those of an article by rising quantity, from 1
   */
  public PriceTable(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /** What one of so many pieces costs; empty for an article that is sold on request. */
  public Optional<Price> lookup(String article, int quantity) {
    Optional<Price> found = Optional.empty();
    for (Row row : rows) {
      if (row.article().equals(article) && row.fromQuantity() <= quantity) {
        found = Optional.of(new Price(row.cents()));
      }
    }
    return found;
  }
}

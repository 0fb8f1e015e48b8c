package shop;

import java.util.ArrayList;
import java.util.List;

/** What a customer is about to buy: lines and vouchers in the order in which they came. */
public final class Cart {
  private final List<Position> positions;

  /** An empty cart. */
  public Cart() {
    this(List.of());
  }

  public Cart(List<Position> positions) {
    this.positions = new ArrayList<>(positions);
  }

  /** Adds pieces of an article. */
  public synchronized void add(Line line) {
    positions.add(line);
  }

  /** Takes a voucher; once, however often it is given. */
  public synchronized void redeem(Voucher voucher) {
    if (!positions.contains(voucher)) {
      positions.add(voucher);
    }
  }

  public synchronized List<Position> positions() {
    return List.copyOf(positions);
  }
}

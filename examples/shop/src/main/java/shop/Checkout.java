package shop;

/** Adds carts up. */
public final class Checkout {
  private final PriceTable prices;
  private final BulkDiscount bulk;

  public Checkout(PriceTable prices, BulkDiscount bulk) {
    this.prices = prices;
    this.bulk = bulk;
  }

  /**
   * The total of a cart.
   *
   * @param cart whose articles all have a price
   */
  public Total total(Cart cart) {
    int pieces = 0;
    long goods = 0;
    long vouchers = 0;
    for (Position position : cart.positions()) {
      if (position instanceof Line line) {
        pieces += line.quantity();
        goods +=
            prices.lookup(line.article(), line.quantity()).orElseThrow().times(line.quantity());
      } else if (position instanceof Voucher voucher) {
        vouchers += voucher.cents();
      }
    }
    long discount = goods * bulk.percent(pieces) / 100;
    return new Total(pieces, goods, discount, Math.min(vouchers, goods - discount));
  }
}

package shop;

/**
 * What a cart comes to, in cents.
 *
 * @param pieces in all lines
 * @param goods before anything is taken off
 * @param discount for many pieces
 * @param vouchers never more than what is left of the goods
 */
public record Total(int pieces, long goods, long discount, long vouchers) {
  public long toPay() {
    return goods - discount - vouchers;
  }
}

package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import shop.PriceTable.Row;

class CheckoutTest {
  private final Checkout checkout =
      new Checkout(
          new PriceTable(List.of(new Row("cup", 1, 800), new Row("cup", 6, 700))),
          new BulkDiscount());

  @Test
  void anEmptyCartCostsNothing() {
    assertEquals(new Total(0, 0, 0, 0), checkout.total(new Cart()));
  }

  @Test
  void fewPiecesAreSummedUp() {
    assertEquals(new Total(2, 1_600, 0, 0), checkout.total(cart(new Line("cup", 2))));
  }

  @Test
  void manyPiecesAreCheaperEachAndAltogether() {
    Total total = checkout.total(cart(new Line("cup", 20)));
    assertEquals(new Total(20, 14_000, 700, 0), total);
    assertEquals(13_300, total.toPay());
  }

  @Test
  void aVoucherTakesMoneyOff() {
    Total total = checkout.total(cart(new Line("cup", 1), new Voucher("WELCOME5", 500)));
    assertEquals(300, total.toPay());
  }

  @Test
  void aVoucherGivesNoMoneyBack() {
    Total total = checkout.total(cart(new Line("cup", 1), new Voucher("SPRING10", 1_000)));
    assertEquals(0, total.toPay());
    assertEquals(800, total.vouchers());
  }

  private static Cart cart(Position... positions) {
    return new Cart(List.of(positions));
  }
}

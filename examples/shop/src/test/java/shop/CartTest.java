package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class CartTest {
  private static final Voucher WELCOME = new Voucher("WELCOME5", 500);

  private final Cart cart = new Cart();

  @Test
  void aCartIsEmptyAtFirst() {
    assertEquals(List.of(), cart.positions());
  }

  @Test
  void linesStayInTheirOrder() {
    cart.add(new Line("pot", 1));
    cart.add(new Line("cup", 6));
    assertEquals(List.of(new Line("pot", 1), new Line("cup", 6)), cart.positions());
  }

  @Test
  void aVoucherComesLast() {
    cart.add(new Line("pot", 1));
    cart.redeem(WELCOME);
    assertEquals(List.of(new Line("pot", 1), WELCOME), cart.positions());
  }

  @Test
  void aVoucherIsTakenOnce() {
    cart.redeem(WELCOME);
    cart.redeem(WELCOME);
    assertEquals(List.of(WELCOME), cart.positions());
  }

  @Test
  void piecesOfALineAreCounted() {
    assertThrows(IllegalArgumentException.class, () -> new Line("pot", 0));
  }
}

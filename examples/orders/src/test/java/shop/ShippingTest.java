package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ShippingTest {
  @Test
  void smallCartsPay() {
    Cart cart = new Cart();
    cart.add(new Line("tea", 1, 4_999));
    assertEquals(490, Shipping.costCents(cart));
  }

  @Test
  void fiftyIsFree() {
    Cart cart = new Cart();
    cart.add(new Line("pot", 1, 5_000));
    assertEquals(0, Shipping.costCents(cart));
  }
}

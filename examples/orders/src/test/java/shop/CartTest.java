package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CartTest {
  private static Cart cart(Line... lines) {
    Cart cart = new Cart();
    for (Line line : lines) {
      cart.add(line);
    }
    return cart;
  }

  @Test
  void sumsItsLines() {
    assertEquals(2_500, cart(new Line("tea", 2, 500), new Line("pot", 1, 1_500)).sum());
  }

  @Test
  void knowsItsDearestLine() {
    assertEquals(1_500, cart(new Line("tea", 2, 500), new Line("pot", 1, 1_500)).max());
  }

  @Test
  void averagesItsLines() {
    assertEquals(1_250, cart(new Line("tea", 2, 500), new Line("pot", 1, 1_500)).average());
  }

  @Test
  void averageOfOneLineIsThatLine() {
    assertEquals(700, cart(new Line("cup", 1, 700)).average());
  }

  @Test
  void averageOfEmptyCart() {
    assertEquals(0, cart().average());
  }

  @Test
  void refusesNothing() {
    assertThrows(IllegalArgumentException.class, () -> new Line("tea", 0, 500));
  }
}

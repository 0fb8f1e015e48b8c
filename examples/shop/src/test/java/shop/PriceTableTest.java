package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.PriceTable.Row;

class PriceTableTest {
  private final PriceTable prices =
      new PriceTable(
          List.of(
              new Row("assam", 1, 640),
              new Row("cup", 1, 780),
              new Row("cup", 6, 690),
              new Row("cup", 24, 650)));

  @Test
  void anArticleHasAPrice() {
    assertEquals(Optional.of(new Price(640)), prices.lookup("assam", 3));
  }

  @Test
  void aPriceHoldsUntilTheNextStep() {
    assertEquals(Optional.of(new Price(780)), prices.lookup("cup", 5));
  }

  @Test
  void aPriceHoldsFromItsQuantityOn() {
    assertEquals(Optional.of(new Price(690)), prices.lookup("cup", 6));
    assertEquals(Optional.of(new Price(650)), prices.lookup("cup", 24));
  }

  @Test
  void theLastStepHasNoEnd() {
    assertEquals(Optional.of(new Price(650)), prices.lookup("cup", 9_999));
  }

  @Test
  void aPriceIsNotNegative() {
    assertThrows(IllegalArgumentException.class, () -> new Price(-1));
  }
}

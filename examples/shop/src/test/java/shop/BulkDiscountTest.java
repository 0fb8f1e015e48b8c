package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BulkDiscountTest {
  private final BulkDiscount bulk = new BulkDiscount();

  @Test
  void fewPiecesCostWhatTheyCost() {
    assertEquals(0, bulk.percent(0));
    assertEquals(0, bulk.percent(9));
  }

  @Test
  void tenPiecesAreCheaper() {
    assertEquals(3, bulk.percent(10));
    assertEquals(3, bulk.percent(19));
  }

  @Test
  void everyStepTakesMoreOff() {
    assertEquals(5, bulk.percent(20));
    assertEquals(5, bulk.percent(49));
    assertEquals(8, bulk.percent(50));
    assertEquals(8, bulk.percent(99));
  }
}

package billing.rates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RateTableTest {
  private final RateTable table = new RateTable(new int[] {10, 100}, new int[] {5, 12});

  @Test
  void nothingOffBelowTheFirstStep() {
    assertEquals(0, table.percentFor(9));
  }

  @Test
  void betweenSteps() {
    assertEquals(5, table.percentFor(50));
  }

  @Test
  void aboveTheLastStep() {
    assertEquals(12, table.percentFor(1_000));
  }

  @Test
  void tablesMustMatch() {
    assertThrows(
        IllegalArgumentException.class, () -> new RateTable(new int[] {1}, new int[] {1, 2}));
  }
}

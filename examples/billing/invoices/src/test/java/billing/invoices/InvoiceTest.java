package billing.invoices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import billing.rates.RateTable;
import org.junit.jupiter.api.Test;

class InvoiceTest {
  private final Invoice invoice =
      new Invoice(new RateTable(new int[] {10, 100}, new int[] {5, 12}));

  @Test
  void fewAreSoldAtFullPrice() {
    assertEquals(900, invoice.totalCents(9, 100));
  }

  @Test
  void manyAreCheaper() {
    assertEquals(1_900, invoice.totalCents(20, 100));
  }

  @Test
  void tenAlreadyAre() {
    assertEquals(950, invoice.totalCents(10, 100));
  }

  @Test
  void aHundredTakeTheNextStep() {
    assertEquals(8_800, invoice.totalCents(100, 100));
  }
}

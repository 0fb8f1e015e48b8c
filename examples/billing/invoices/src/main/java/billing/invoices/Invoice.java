package billing.invoices;

import billing.rates.RateTable;

/** The price of a quantity after its discount. */
public final class Invoice {
  private final RateTable rates;

  public Invoice(RateTable rates) {
    this.rates = rates;
  }

  public long totalCents(int quantity, long priceCents) {
    long gross = quantity * priceCents;
    return gross - gross * rates.percentFor(quantity) / 100;
  }
}

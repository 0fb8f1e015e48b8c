package ledger;

import java.util.ArrayList;
import java.util.List;

/** Money that belongs to somebody, or to nobody yet. */
public class Account {
  private final String number;
  private final String owner;
  private final List<Long> bookings = new ArrayList<Long>();

  /** @param owner may be null until the account is assigned */
  public Account(String number, String owner) {
    this.number = number;
    this.owner = owner;
  }

  public void book(long cents) {
    bookings.add(cents);
  }

  public long balance() {
    long balance = 0;
    for (long booking : bookings) {
      balance += booking;
    }
    return balance;
  }

  /** The head of a statement: number, and the owner in capitals when there is one. */
  public String headline() {
    String headline = "Account " + number;
    if (!owner.isEmpty()) {
      headline = headline + ", " + owner.toUpperCase();
    }
    return headline;
  }
}

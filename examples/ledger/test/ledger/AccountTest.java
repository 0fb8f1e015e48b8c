package ledger;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

public class AccountTest {
  @Test
  public void startsEmpty() {
    assertEquals(0, new Account("17", "Ann").balance());
  }

  @Test
  public void addsItsBookings() {
    Account account = new Account("17", "Ann");
    account.book(500);
    account.book(-200);
    assertEquals(300, account.balance());
  }

  @Test
  public void namesItsOwner() {
    assertEquals("Account 17, ANN", new Account("17", "Ann").headline());
  }

  @Test
  public void anEmptyOwnerIsLeftOut() {
    assertEquals("Account 17", new Account("17", "").headline());
  }

  @Test
  public void anAccountWithoutOwnerHasAHeadline() {
    assertEquals("Account 18", new Account("18", null).headline());
  }
}

package desk;

import java.util.HashMap;
import java.util.Map;

/** What articles cost. */
final class Prices {
  private final Map<String, Integer> cents = new HashMap<>();

  static Prices usual() {
    Prices prices = new Prices();
    prices.put("milk", 129);
    prices.put("bread", 349);
    prices.put("salt", 59);
    return prices;
  }

  void put(String article, int price) {
    cents.put(article, price);
  }

  /** The price of an article in cents. */
  int centsOf(String article) {
    return cents.get(article);
  }
}

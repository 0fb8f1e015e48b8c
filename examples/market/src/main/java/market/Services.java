package market;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import market.http.Links;
import market.http.Operation;

/**
 * What the six services do.
 *
 * <pre>
 * front ── catalogue ── store
 *   ├───── cart ─┬───── store
 *   │            └───── catalogue
 *   └───── payment ──── stock ── store
 * </pre>
 */
final class Services {
  static final List<String> NAMES =
      List.of("store", "catalogue", "stock", "cart", "payment", "front");

  private Services() {}

  /** By their paths. Who asks another service needs a link to it. */
  static Map<String, Operation> operations(String name, Links links, DataDirectory data) {
    return switch (name) {
      case "front" -> front(links);
      case "catalogue" -> catalogue(links);
      case "cart" -> cart(links);
      case "payment" -> payment(links, data);
      case "stock" -> stock(links);
      case "store" -> store(data);
      default -> throw new IllegalArgumentException(name + " is none of " + NAMES);
    };
  }

  private static Map<String, Operation> front(Links links) {
    return Map.of(
        "/browse",
        asked -> "<ul>" + links.ask(asked, "catalogue", "/article?id=" + asked.get("id")) + "</ul>",
        "/cart",
        asked -> "<p>" + links.ask(asked, "cart", "/content?cart=" + asked.get("cart")) + "</p>",
        "/checkout",
        asked -> {
          String total = links.ask(asked, "cart", "/content?cart=" + asked.get("cart"));
          return links.ask(
              asked, "payment", "/pay?cart=" + asked.get("cart") + "&total=" + total.length());
        });
  }

  private static Map<String, Operation> catalogue(Links links) {
    return Map.of(
        "/article",
        asked -> "<li>" + links.ask(asked, "store", "/get?key=article-" + asked.get("id")),
        "/price",
        asked -> {
          String article = links.ask(asked, "store", "/get?key=article-" + asked.get("id"));
          return Integer.toString(100 + article.hashCode() % 50);
        });
  }

  private static Map<String, Operation> cart(Links links) {
    return Map.of(
        "/content",
        asked -> {
          String lines = links.ask(asked, "store", "/get?key=cart-" + asked.get("cart"));
          String article = Integer.toString(Math.floorMod(lines.hashCode(), 500));
          return lines + " at " + links.ask(asked, "catalogue", "/price?id=" + article);
        });
  }

  private static Map<String, Operation> payment(Links links, DataDirectory data) {
    return Map.of(
        "/pay",
        asked -> {
          links.ask(asked, "stock", "/reserve?cart=" + asked.get("cart"));
          data.append("receipts", asked.get("cart") + " paid " + asked.get("total"));
          return "paid";
        });
  }

  private static Map<String, Operation> stock(Links links) {
    return Map.of(
        "/reserve",
        asked -> links.ask(asked, "store", "/put?key=reserved-" + asked.get("cart") + "&value=1"));
  }

  private static Map<String, Operation> store(DataDirectory data) {
    Map<String, String> values = new ConcurrentHashMap<>();
    return Map.of(
        "/get",
        asked -> values.getOrDefault(asked.get("key"), asked.get("key") + " as delivered"),
        "/put",
        asked -> {
          data.append("changes", asked.get("key") + " " + asked.get("value"));
          values.put(asked.get("key"), asked.get("value"));
          return "kept";
        });
  }
}

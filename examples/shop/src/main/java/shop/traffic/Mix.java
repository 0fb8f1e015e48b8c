package shop.traffic;

import java.util.List;
import java.util.SplittableRandom;

/**
 * What customers ask for. The n-th request is always the same, so two runs can be compared.
 *
 * <p>Most look around; some fill a cart and order. A few are unusual, as in every shop: they ask
 * for an antique, order a hundred pieces and more, or go on shopping after they gave a voucher.
 */
final class Mix {
  /**
   * A request that is yet to be sent.
   *
   * @param key for the header Idempotency-Key; empty for none
   * @param body JSON; empty for none
   */
  record Asked(String method, String path, String key, String body) {
    static Asked get(String path) {
      return new Asked("GET", path, "", "");
    }
  }

  private static final List<String> ARTICLES =
      List.of(
          "earl-grey", "assam", "sencha", "matcha", "rooibos", "cup", "pot", "strainer", "kettle");
  private static final List<String> TEAS = ARTICLES.subList(0, 5);
  private static final List<String> ANTIQUES = List.of("samovar-1890", "tetsubin");
  private static final List<String> STANDING = List.of("office", "anna");

  private final long seed;

  Mix(long seed) {
    this.seed = seed;
  }

  /**
   * The n-th request.
   *
   * @param n from 0
   */
  Asked at(long n) {
    SplittableRandom chance = new SplittableRandom(seed * 1_000_003 + n);
    String key = "web-" + seed + "-" + n;
    int kind = chance.nextInt(100);
    if (kind < 6) {
      return price(ANTIQUES, chance);
    }
    if (kind < 9) {
      return new Asked("POST", "/orders", key, wholesale(chance));
    }
    if (kind < 10) {
      return Asked.get("/carts/c-cafe/total");
    }
    if (kind < 14) {
      return new Asked("POST", "/carts", key, afterVoucher(chance));
    }
    if (kind < 48) {
      return price(ARTICLES, chance);
    }
    if (kind < 64) {
      return Asked.get("/articles/" + one(ARTICLES, chance));
    }
    if (kind < 74) {
      return Asked.get("/articles");
    }
    if (kind < 82) {
      return Asked.get("/carts/c-" + one(STANDING, chance) + "/total");
    }
    if (kind < 92) {
      return new Asked("POST", "/carts", key, usual(chance));
    }
    return new Asked("POST", "/orders", key, usual(chance));
  }

  private static Asked price(List<String> articles, SplittableRandom chance) {
    return Asked.get(
        "/articles/" + one(articles, chance) + "/price?quantity=" + (1 + chance.nextInt(30)));
  }

  private static String usual(SplittableRandom chance) {
    int first = chance.nextInt(ARTICLES.size() - 1);
    return positions(
        line(ARTICLES.get(first), 1 + chance.nextInt(12)),
        line(ARTICLES.get(first + 1), 1 + chance.nextInt(3)));
  }

  private static String wholesale(SplittableRandom chance) {
    return positions(line(one(TEAS, chance), 100 + chance.nextInt(60)), line("cup", 12));
  }

  private static String afterVoucher(SplittableRandom chance) {
    return positions(
        line(one(TEAS, chance), 1 + chance.nextInt(4)),
        "{\"voucher\":\"WELCOME5\"}",
        line("strainer", 1));
  }

  private static String line(String article, int quantity) {
    return "{\"article\":\"" + article + "\",\"quantity\":" + quantity + "}";
  }

  private static String positions(String... positions) {
    return "{\"positions\":[" + String.join(",", positions) + "]}";
  }

  private static String one(List<String> of, SplittableRandom chance) {
    return of.get(chance.nextInt(of.size()));
  }
}

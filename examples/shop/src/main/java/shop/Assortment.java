package shop;

import java.util.List;
import java.util.Map;
import shop.PriceTable.Row;

/** What the shop sells, the same at every start. */
final class Assortment {
  private Assortment() {}

  static Catalogue catalogue() {
    return new Catalogue(
        List.of(
            new Article("earl-grey", "Earl Grey, 100 g", "tea"),
            new Article("assam", "Assam, 100 g", "tea"),
            new Article("sencha", "Sencha, 100 g", "tea"),
            new Article("matcha", "Matcha, 30 g", "tea"),
            new Article("rooibos", "Rooibos, 100 g", "tea"),
            new Article("cup", "Cup, 0.2 l", "porcelain"),
            new Article("pot", "Pot, 1.2 l", "porcelain"),
            new Article("strainer", "Strainer", "tools"),
            new Article("kettle", "Kettle, 1.7 l", "tools"),
            new Article("samovar-1890", "Samovar, Tula, about 1890", "antiques"),
            new Article("tetsubin", "Tetsubin, cast iron, signed", "antiques")));
  }

  /** Antiques are sold on request and have no price. */
  static PriceTable prices() {
    return new PriceTable(
        List.of(
            new Row("earl-grey", 1, 590),
            new Row("earl-grey", 12, 540),
            new Row("earl-grey", 48, 490),
            new Row("assam", 1, 640),
            new Row("assam", 12, 590),
            new Row("sencha", 1, 890),
            new Row("sencha", 12, 820),
            new Row("matcha", 1, 2_450),
            new Row("rooibos", 1, 450),
            new Row("rooibos", 24, 410),
            new Row("cup", 1, 780),
            new Row("cup", 6, 690),
            new Row("pot", 1, 3_900),
            new Row("strainer", 1, 520),
            new Row("kettle", 1, 5_990)));
  }

  /** Money off by code, in cents. */
  static Map<String, Long> vouchers() {
    return Map.of("WELCOME5", 500L, "SPRING10", 1_000L);
  }

  /** The carts of regular customers by name; they order the same every month. */
  static Map<String, List<Position>> standingCarts() {
    return Map.of(
        "office", List.of(new Line("earl-grey", 24), new Line("assam", 12), new Line("cup", 6)),
        "cafe", List.of(new Line("earl-grey", 48), new Line("rooibos", 48), new Line("cup", 24)),
        "anna", List.of(new Line("sencha", 2), new Voucher("WELCOME5", 500)));
  }
}

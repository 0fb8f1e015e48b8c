package shop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.http.Answer;
import shop.http.Refusal;
import shop.http.Request;
import shop.http.Router;
import shop.http.Service;

/** The shop's requests and answers. */
public final class Api implements Service {
  private static final int MOST_PIECES = 9_999;
  private static final int MOST_POSITIONS = 100;
  private static final int MOST_KEPT = 10_000;

  private final String version;
  private final Catalogue catalogue = Assortment.catalogue();
  private final PriceTable prices = Assortment.prices();
  private final Map<String, Long> vouchers = Assortment.vouchers();
  private final Checkout checkout = new Checkout(prices, new BulkDiscount());
  private final Shelf<Cart> carts = new Shelf<>("c-", MOST_KEPT);
  private final Shelf<Order> orders = new Shelf<>("o-", MOST_KEPT);
  private final Router router =
      new Router()
          .on("GET", "/health", (request, path) -> health())
          .on("GET", "/articles", (request, path) -> articles())
          .on("GET", "/articles/*", (request, path) -> article(path.get(0)))
          .on("GET", "/articles/*/price", (request, path) -> price(path.get(0), request))
          .on("POST", "/carts", (request, path) -> newCart(request))
          .on("GET", "/carts/*", (request, path) -> cart(200, path.get(0)))
          .on("POST", "/carts/*/lines", (request, path) -> addLine(path.get(0), request))
          .on("POST", "/carts/*/vouchers", (request, path) -> addVoucher(path.get(0), request))
          .on("GET", "/carts/*/total", (request, path) -> total(path.get(0)))
          .on("POST", "/orders", (request, path) -> newOrder(request))
          .on("GET", "/orders/*", (request, path) -> order(200, path.get(0)));

  public Api(String version) {
    this.version = version;
    Assortment.standingCarts()
        .forEach((name, positions) -> carts.put(Optional.of(name), () -> new Cart(positions)));
  }

  @Override
  public Answer answer(Request request) {
    return router.answer(request);
  }

  private Answer health() {
    return Answer.json(200, object("status", "up", "version", version));
  }

  private Answer articles() {
    return Answer.json(200, catalogue.all().stream().map(Api::told).toList());
  }

  private Answer article(String id) {
    return Answer.json(200, told(found(id)));
  }

  private Answer price(String id, Request request) {
    Article article = found(id);
    int quantity = quantity(request.parameter("quantity").map(Api::number).orElse(1L));
    Map<String, Object> told = object("article", article.id(), "quantity", quantity);
    Optional<Price> price = prices.lookup(article.id(), quantity);
    if (price.isPresent()) {
      told.put("each", price.get().cents());
      told.put("total", price.get().times(quantity));
    } else {
      told.put("onRequest", true);
    }
    return Answer.json(200, told);
  }

  private Answer newCart(Request request) {
    Cart cart = filled(request.json());
    return cart(201, carts.put(key(request), () -> cart));
  }

  private Answer cart(int status, String id) {
    return Answer.json(status, object("id", id, "positions", told(foundCart(id).positions())));
  }

  private Answer addLine(String id, Request request) {
    Cart cart = foundCart(id);
    cart.add(line(request.json()));
    return cart(200, id);
  }

  private Answer addVoucher(String id, Request request) {
    Cart cart = foundCart(id);
    cart.redeem(voucher(request.json().get("code")));
    return cart(200, id);
  }

  private Answer total(String id) {
    return Answer.json(200, told(checkout.total(foundCart(id))));
  }

  private Answer newOrder(Request request) {
    Map<?, ?> body = request.json();
    Cart cart = body.get("cart") instanceof String id ? foundCart(id) : filled(body);
    Order order = new Order(cart.positions(), checkout.total(cart));
    if (order.total().pieces() == 0) {
      throw new Refusal(409, "there is nothing to order");
    }
    return order(201, orders.put(key(request), () -> order));
  }

  private Answer order(int status, String id) {
    Order order = orders.find(id).orElseThrow(() -> new Refusal(404, "there is no order " + id));
    return Answer.json(
        status,
        object("id", id, "positions", told(order.positions()), "total", told(order.total())));
  }

  private Article found(String id) {
    return catalogue.find(id).orElseThrow(() -> new Refusal(404, "there is no article " + id));
  }

  private Cart foundCart(String id) {
    return carts.find(id).orElseThrow(() -> new Refusal(404, "there is no cart " + id));
  }

  /** A cart as a browser kept it: lines and vouchers in the order in which they were added. */
  private Cart filled(Map<?, ?> body) {
    Cart cart = new Cart();
    Object positions = body.get("positions");
    if (positions == null) {
      return cart;
    }
    if (!(positions instanceof List<?> list) || list.size() > MOST_POSITIONS) {
      throw new Refusal(400, "positions should be a list of at most " + MOST_POSITIONS);
    }
    for (Object each : list) {
      if (!(each instanceof Map<?, ?> position)) {
        throw new Refusal(400, "a position has an article and a quantity, or a voucher");
      }
      if (position.containsKey("voucher")) {
        cart.redeem(voucher(position.get("voucher")));
      } else {
        cart.add(line(position));
      }
    }
    return cart;
  }

  private Line line(Map<?, ?> body) {
    Article article = found(String.valueOf(body.get("article")));
    if (!(body.get("quantity") instanceof Long asked)) {
      throw new Refusal(400, "quantity should be a whole number");
    }
    int quantity = quantity(asked);
    if (prices.lookup(article.id(), quantity).isEmpty()) {
      throw new Refusal(409, article.name() + " is sold on request; please ask us");
    }
    return new Line(article.id(), quantity);
  }

  private Voucher voucher(Object code) {
    if (code instanceof String text && vouchers.containsKey(text)) {
      return new Voucher(text, vouchers.get(text));
    }
    throw new Refusal(409, "there is no voucher " + code);
  }

  private static int quantity(long asked) {
    if (asked < 1 || asked > MOST_PIECES) {
      throw new Refusal(400, "quantity is from 1 to " + MOST_PIECES);
    }
    return (int) asked;
  }

  private static long number(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new Refusal(400, "quantity should be a whole number");
    }
    return Long.parseLong(text);
  }

  private static Optional<String> key(Request request) {
    Optional<String> key = request.header("Idempotency-Key");
    if (key.isPresent() && !key.get().matches("[A-Za-z0-9-]{1,64}")) {
      throw new Refusal(400, "an Idempotency-Key has letters, digits and -, 64 at most");
    }
    return key;
  }

  private static Map<String, Object> told(Article article) {
    return object("id", article.id(), "name", article.name(), "category", article.category());
  }

  private static List<Map<String, Object>> told(List<Position> positions) {
    List<Map<String, Object>> told = new ArrayList<>();
    for (Position position : positions) {
      if (position instanceof Line line) {
        told.add(object("article", line.article(), "quantity", line.quantity()));
      } else if (position instanceof Voucher voucher) {
        told.add(object("voucher", voucher.code(), "off", voucher.cents()));
      }
    }
    return told;
  }

  private static Map<String, Object> told(Total total) {
    return object(
        "pieces", total.pieces(),
        "goods", total.goods(),
        "discount", total.discount(),
        "vouchers", total.vouchers(),
        "toPay", total.toPay());
  }

  /** A map with names and values in turn, in this order. */
  private static Map<String, Object> object(Object... members) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      map.put((String) members[i], members[i + 1]);
    }
    return map;
  }
}

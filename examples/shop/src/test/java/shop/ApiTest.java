package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import shop.http.Answer;
import shop.http.Guarded;
import shop.http.Request;
import shop.http.Service;

class ApiTest {
  private final Service api = new Guarded(new Api("b41c"), line -> {});

  @Test
  void tellsThatItIsUp() {
    assertEquals("{\"status\":\"up\",\"version\":\"b41c\"}", get("/health", "").body());
  }

  @Test
  void listsItsArticles() {
    assertTrue(get("/articles", "").body().contains("\"id\":\"earl-grey\""));
    assertEquals(
        "{\"id\":\"pot\",\"name\":\"Pot, 1.2 l\",\"category\":\"porcelain\"}",
        get("/articles/pot", "").body());
  }

  @Test
  void pricesDependOnTheQuantity() {
    assertEquals(
        "{\"article\":\"cup\",\"quantity\":1,\"each\":780,\"total\":780}",
        get("/articles/cup/price", "").body());
    assertEquals(
        "{\"article\":\"cup\",\"quantity\":6,\"each\":690,\"total\":4140}",
        get("/articles/cup/price", "quantity=6").body());
  }

  @Test
  void refusesWhatIsNoQuantity() {
    assertEquals(400, get("/articles/cup/price", "quantity=many").status());
    assertEquals(400, get("/articles/cup/price", "quantity=0").status());
    assertEquals(400, get("/articles/cup/price", "quantity=10000").status());
  }

  @Test
  void knowsNothingElse() {
    assertEquals(404, get("/articles/coffee", "").status());
    assertEquals(404, get("/carts/c-none/total", "").status());
    assertEquals(404, get("/orders/o-none", "").status());
    assertEquals(404, get("/beans", "").status());
    assertEquals(405, post("/articles", "{}").status());
  }

  @Test
  void fillsACartAndOrdersIt() {
    post("/carts", "{\"positions\":[{\"article\":\"cup\",\"quantity\":6}]}");
    post("/carts/c-key/lines", "{\"article\":\"pot\",\"quantity\":1}");
    Answer cart = post("/carts/c-key/vouchers", "{\"code\":\"WELCOME5\"}");
    assertEquals(
        "{\"id\":\"c-key\",\"positions\":[{\"article\":\"cup\",\"quantity\":6},"
            + "{\"article\":\"pot\",\"quantity\":1},{\"voucher\":\"WELCOME5\",\"off\":500}]}",
        cart.body());
    String total = "{\"pieces\":7,\"goods\":8040,\"discount\":0,\"vouchers\":500,\"toPay\":7540}";
    assertEquals(total, get("/carts/c-key/total", "").body());
    assertEquals(201, post("/orders", "{\"cart\":\"c-key\"}").status());
    assertTrue(get("/orders/o-key", "").body().contains(total));
  }

  @Test
  void theSameKeyGivesTheSameCart() {
    String tea = "{\"positions\":[{\"article\":\"assam\",\"quantity\":2}]}";
    assertEquals(post("/carts", tea), post("/carts", tea));
  }

  @Test
  void ordersWithoutACartOfItsOwn() {
    Answer order = post("/orders", "{\"positions\":[{\"article\":\"assam\",\"quantity\":12}]}");
    assertEquals(201, order.status());
    assertTrue(order.body().contains("\"goods\":7080"));
  }

  @Test
  void refusesCartsThatMeanNothing() {
    assertEquals(400, post("/carts", "tea").status());
    assertEquals(400, post("/carts", "[]").status());
    assertEquals(400, post("/carts", "{\"positions\":7}").status());
    assertEquals(400, post("/carts", "{\"positions\":[\"tea\"]}").status());
    assertEquals(400, post("/carts", "{\"positions\":[{\"article\":\"cup\"}]}").status());
    assertEquals(409, post("/carts", "{\"positions\":[{\"voucher\":\"FREE\"}]}").status());
    assertEquals(409, post("/orders", "{}").status());
  }

  private Answer get(String path, String query) {
    return api.answer(new Request("r", "GET", path, query, Map.of(), ""));
  }

  private Answer post(String path, String body) {
    return api.answer(new Request("r", "POST", path, "", Map.of("idempotency-key", "key"), body));
  }
}

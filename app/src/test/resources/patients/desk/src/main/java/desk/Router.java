package desk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;

/** Finds out what a request wants, and turns what goes wrong into answers. */
final class Router implements HttpHandler {
  private final Prices prices;
  private final Orders orders;

  Router(Prices prices, Orders orders) {
    this.prices = prices;
    this.orders = orders;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try {
      answer(exchange, 200, route(exchange));
    } catch (NoSuchElementException e) {
      answer(exchange, 404, "{\"error\": \"" + e.getMessage() + "\"}");
    } catch (NumberFormatException e) {
      answer(exchange, 400, "{\"error\": \"not a number\"}");
    } catch (RuntimeException e) {
      answer(exchange, 500, "{\"error\": \"internal error\"}");
    }
  }

  private String route(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String query = exchange.getRequestURI().getQuery();
    if (path.equals("/health")) {
      return "{\"status\": \"up\"}";
    }
    if (path.startsWith("/prices/")) {
      String article = path.substring("/prices/".length());
      return "{\"article\": \""
          + article
          + "\", \"cents\": "
          + prices.centsOf(article)
          + ", \"at\": "
          + System.nanoTime()
          + "}";
    }
    if (path.equals("/discounts")) {
      int quantity = Integer.parseInt(query.substring("quantity=".length()));
      return "{\"quantity\": " + quantity + ", \"percent\": " + Discounts.percentFor(quantity) + "}";
    }
    if (path.startsWith("/orders/")) {
      return orders.find(Integer.parseInt(path.substring("/orders/".length())));
    }
    if (path.equals("/orders") && exchange.getRequestMethod().equals("POST")) {
      String article =
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).trim();
      return "{\"number\": " + orders.place(article, prices.centsOf(article)) + "}";
    }
    throw new NoSuchElementException("nothing is at " + path);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}

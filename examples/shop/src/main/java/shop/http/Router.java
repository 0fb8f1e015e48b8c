package shop.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends a request to the first route with its method and path. */
public final class Router implements Service {
  /** Answers a request; the variables are the decoded {@code *} parts of its path. */
  @FunctionalInterface
  public interface Handler {
    Answer answer(Request request, List<String> variables);
  }

  private record Route(String method, String[] pattern, Handler handler) {
    Optional<List<String>> match(String[] parts) {
      if (parts.length != pattern.length) {
        return Optional.empty();
      }
      List<String> variables = new ArrayList<>();
      for (int i = 0; i < parts.length; i++) {
        if (pattern[i].equals("*")) {
          variables.add(Request.decoded(parts[i]));
        } else if (!pattern[i].equals(parts[i])) {
          return Optional.empty();
        }
      }
      return Optional.of(variables);
    }
  }

  private final List<Route> routes = new ArrayList<>();

  /**
   * Adds a route.
   *
   * @param pattern such as {@code /articles/*}
   */
  public Router on(String method, String pattern, Handler handler) {
    routes.add(new Route(method, pattern.split("/"), handler));
    return this;
  }

  @Override
  public Answer answer(Request request) {
    String[] parts = request.path().split("/");
    boolean known = false;
    for (Route route : routes) {
      Optional<List<String>> variables = route.match(parts);
      if (variables.isPresent() && route.method().equals(request.method())) {
        return route.handler().answer(request, variables.get());
      }
      known |= variables.isPresent();
    }
    throw known
        ? new Refusal(405, request.method() + " is not possible here")
        : new Refusal(404, "there is nothing here");
  }
}

package dev.naosu.app.web;

import io.javalin.http.HandlerType;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// One line of the table that the router, the OpenAPI document and the test are made from.
///
/// @param path such as `/api/v1/incidents/{id}`
/// @param face how errors are told there
/// @param says what it is for; of pages, only the summary counts
public record Route(
    HandlerType verb, String path, Access access, Face face, Says says, Handling handling) {
  /// How a route speaks.
  public enum Face {
    /// JSON, for programs.
    API,
    /// HTML, for people.
    PAGE
  }

  /// What happens there.
  @FunctionalInterface
  public interface Handling {
    /// @throws Refusal when it cannot be done, with what to do
    /// @throws Exception when naosu itself is at fault
    void handle(Call call) throws Exception;

    /// Tells a problem in words that only who asks here understands. Headers are set already.
    ///
    /// @return false, with nothing told, to have it told in the usual way
    default boolean tell(Problem problem, Call call) {
      return false;
    }
  }

  /// What a route is for, for the OpenAPI document.
  ///
  /// @param summary one line
  /// @param request name of the schema of what is sent; empty when nothing is
  /// @param response name of the schema of what is answered; empty when it is no JSON
  /// @param media content type of the answer
  /// @param query parameters and what they mean
  /// @param refusals statuses beside the ones that the gate answers
  public record Says(
      String summary,
      String request,
      String response,
      String media,
      SortedMap<String, String> query,
      List<Integer> refusals) {
    public Says {
      query = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(query));
      refusals = List.copyOf(refusals);
    }

    public static Says of(String summary) {
      return new Says(summary, "", "", "application/json", new TreeMap<>(), List.of());
    }

    public Says taking(String schema) {
      return new Says(summary, schema, response, media, query, refusals);
    }

    public Says answering(String schema) {
      return new Says(summary, request, schema, media, query, refusals);
    }

    public Says as(String mediaType) {
      return new Says(summary, request, response, mediaType, query, refusals);
    }

    public Says with(String parameter, String meaning) {
      SortedMap<String, String> more = new TreeMap<>(query);
      more.put(parameter, meaning);
      return new Says(summary, request, response, media, more, refusals);
    }

    public Says refusing(Integer... statuses) {
      return new Says(summary, request, response, media, query, List.of(statuses));
    }
  }

  public static Route api(
      HandlerType verb, String path, Access access, Says says, Handling handling) {
    return new Route(verb, path, access, Face.API, says, handling);
  }

  public static Route page(
      HandlerType verb, String path, Access access, String summary, Handling handling) {
    return new Route(verb, path, access, Face.PAGE, Says.of(summary), handling);
  }

  /// Whether it changes nothing.
  public boolean isSafe() {
    return verb.equals(HandlerType.GET);
  }
}

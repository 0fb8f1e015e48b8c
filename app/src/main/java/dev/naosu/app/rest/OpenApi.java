package dev.naosu.app.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.app.web.Access;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The table of routes as an OpenAPI 3.1 document.
final class OpenApi {
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  private static final Map<Integer, String> MEANINGS =
      new TreeMap<>(
          Map.of(
              400, "The request cannot be understood",
              401, "Nobody is signed in, or the token has expired",
              403, "The role is not enough, or the request is forged",
              404, "Not found",
              408, "The body comes in too slowly",
              409, "Things have changed; look again",
              413, "Too large",
              415, "The content type is not taken",
              429, "Too many at once; Retry-After says when to try again",
              503, "Not possible now"));

  private OpenApi() {}

  /// @param routes pages among them are left out
  static ObjectNode of(List<Route> routes, String version) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("openapi", "3.1.0");
    root.putObject("info")
        .put("title", "naosu")
        .put("version", version)
        .put("description", "Incidents, decisions about repairs, and the journal of both.")
        .putObject("license")
        .put("name", "Apache-2.0")
        .put("identifier", "Apache-2.0");
    root.putArray("servers").addObject().put("url", "/");
    ObjectNode paths = root.putObject("paths");
    routes.stream()
        .filter(route -> route.face() == Route.Face.API)
        .forEach(
            route ->
                paths
                    .withObjectProperty(route.path())
                    .set(route.verb().name().toLowerCase(Locale.ROOT), operation(route)));
    ObjectNode components = root.putObject("components");
    components.set("schemas", schemas());
    ObjectNode schemes = components.putObject("securitySchemes");
    schemes.putObject("token").put("type", "http").put("scheme", "bearer");
    schemes
        .putObject("session")
        .put("type", "apiKey")
        .put("in", "cookie")
        .put("name", "naosu_session");
    return root;
  }

  /// The shapes of what is sent and answered.
  static ObjectNode schemas() {
    try (InputStream in = OpenApi.class.getResourceAsStream("schemas.json")) {
      if (in == null) {
        throw new IllegalStateException("schemas.json is missing from the program");
      }
      return (ObjectNode) new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode operation(Route route) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("summary", route.says().summary());
    node.put("operationId", id(route));
    ArrayNode security = node.putArray("security");
    switch (route.access()) {
      case Access.Open(String why) -> node.put("description", "Open to everybody: " + why + ".");
      case Access.Signed(String how) ->
          node.put("description", "Needs no token, but a signature: " + how + ".");
      case Access.Needs(var role, var _) -> {
        node.put("description", "Needs the role " + role.word() + ", or a higher one.");
        node.put("x-role", role.word());
        security.addObject().putArray("token");
        security.addObject().putArray("session");
      }
    }
    parameters(route, node);
    if (!route.says().request().isEmpty()) {
      ObjectNode body = node.putObject("requestBody").put("required", true);
      body.putObject("content")
          .putObject("application/json")
          .set("schema", reference(route.says().request()));
    }
    responses(route, node.putObject("responses"));
    return node;
  }

  private static void parameters(Route route, ObjectNode node) {
    ArrayNode parameters = node.putArray("parameters");
    Matcher matcher = PARAMETER.matcher(route.path());
    while (matcher.find()) {
      parameters
          .addObject()
          .put("name", matcher.group(1))
          .put("in", "path")
          .put("required", true)
          .putObject("schema")
          .put("type", "string");
    }
    route
        .says()
        .query()
        .forEach(
            (name, meaning) ->
                parameters
                    .addObject()
                    .put("name", name)
                    .put("in", "query")
                    .put("description", meaning)
                    .putObject("schema")
                    .put("type", "string"));
  }

  private static void responses(Route route, ObjectNode responses) {
    ObjectNode good = responses.putObject("2XX").put("description", "Done");
    ObjectNode content = good.putObject("content").putObject(route.says().media());
    if (!route.says().response().isEmpty()) {
      content.set("schema", reference(route.says().response()));
    }
    TreeSet<Integer> statuses = new TreeSet<>(route.says().refusals());
    if (route.access() instanceof Access.Needs) {
      statuses.addAll(List.of(401, 403));
    }
    for (int status : statuses) {
      responses
          .putObject(Integer.toString(status))
          .put("description", MEANINGS.getOrDefault(status, "Refused"))
          .putObject("content")
          .putObject(Problem.MEDIA)
          .set("schema", reference("Problem"));
    }
  }

  private static String id(Route route) {
    return route.verb().name().toLowerCase(Locale.ROOT)
        + route.path().replaceAll("[{}]", "").replaceAll("[^A-Za-z0-9]+", "_");
  }

  private static ObjectNode reference(String schema) {
    return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + schema);
  }
}

package dev.naosu.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Gitea's API as its description (`/swagger.v1.json`) has it, as far as naosu uses it.
final class FakeGitea extends FakeServer {
  static final String SELF = "naosu-bot";
  private static final String API = "/api/v1";
  private static final Pattern ONE = Pattern.compile("/(?:pulls|issues)/(\\d+)(/.*)?");

  final Map<Long, ObjectNode> pulls = new TreeMap<>();
  final Map<Long, List<ObjectNode>> comments = new HashMap<>();
  final List<JsonNode> reviews = new ArrayList<>();
  final Map<Long, String> labels = new TreeMap<>(Map.of(1L, "bug"));
  final Map<String, String> permissions = new HashMap<>(Map.of("ada", "write", "eve", "read"));
  final Map<String, String> accounts = new HashMap<>();
  final Set<String> changed = new TreeSet<>();
  String checks = "";
  private long ids = 100;

  FakeGitea(Path bare) throws IOException {
    super(bare, "team/shop");
  }

  ForgeAccess access() {
    return new ForgeAccess(ForgeKind.GITEA, url(), "team/shop", TOKEN);
  }

  void say(long number, String author, String text) {
    ObjectNode comment = NODES.objectNode().put("id", ids++).put("body", text);
    comment.set("user", user(author));
    comments.computeIfAbsent(number, _ -> new ArrayList<>()).add(comment);
  }

  List<String> said(long number) {
    return comments.getOrDefault(number, List.of()).stream()
        .map(each -> each.path("body").asText())
        .toList();
  }

  ObjectNode the(long number) {
    return Objects.requireNonNull(pulls.get(number));
  }

  @Override
  Reply answer(Request request) throws Exception {
    if (!request.token().equals(TOKEN)) {
      return new Reply(401, message("invalid username, password or token"));
    }
    String path = request.path().substring(API.length());
    if (path.equals("/user")) {
      return new Reply(200, user(SELF));
    }
    return path.startsWith("/repos/team/shop/")
        ? repository(request, path.substring("/repos/team/shop".length()))
        : missing();
  }

  private Reply repository(Request request, String path) throws Exception {
    switch (request.method() + " " + path) {
      case "GET /pulls" -> {
        List<ObjectNode> found = new ArrayList<>();
        for (ObjectNode each : pulls.values()) {
          refresh(each);
          if (List.of("all", each.path("state").asText()).contains(request.at("state", "open"))) {
            found.addFirst(each);
          }
        }
        return page(request, found, "limit", 30);
      }
      case "POST /pulls" -> {
        return opened(request.body());
      }
      case "GET /labels" -> {
        List<ObjectNode> found = new ArrayList<>();
        labels.forEach((id, name) -> found.add(NODES.objectNode().put("id", id).put("name", name)));
        return page(request, found, "limit", 30);
      }
      case "POST /labels" -> {
        if (!request.body().path("color").asText().matches("#[0-9a-f]{6}")) {
          return new Reply(422, message("color is not valid"));
        }
        labels.put(++ids, request.body().path("name").asText());
        return new Reply(201, NODES.objectNode().put("id", ids));
      }
      default -> {
        // below
      }
    }
    Matcher one = ONE.matcher(path);
    if (one.matches() && pulls.containsKey(Long.parseLong(one.group(1)))) {
      return pull(request, Long.parseLong(one.group(1)), one.group(2) == null ? "" : one.group(2));
    }
    if (path.matches("/collaborators/[^/]+/permission")) {
      String person = path.split("/")[2];
      return permissions.containsKey(person)
          ? new Reply(200, NODES.objectNode().put("permission", permissions.get(person)))
          : missing();
    }
    if (path.matches("/commits/[0-9a-f]{40}/status")) {
      return new Reply(
          200,
          NODES.objectNode().put("state", checks).put("total_count", checks.isEmpty() ? 0 : 1));
    }
    if (path.matches("/git/commits/[0-9a-f]{40}")) {
      String mail = git("log", "-1", "--format=%ae", path.split("/")[3]);
      ObjectNode commit = NODES.objectNode();
      commit.set(
          "author", accounts.containsKey(mail) ? user(accounts.get(mail)) : NODES.nullNode());
      return mail.isEmpty() ? missing() : new Reply(200, commit);
    }
    return missing();
  }

  private Reply opened(JsonNode wanted) throws Exception {
    String branch = wanted.path("head").asText();
    if (tip(branch).isEmpty()) {
      return missing();
    }
    for (ObjectNode each : pulls.values()) {
      if (each.path("state").asText().equals("open")
          && each.path("head").path("ref").asText().equals(branch)) {
        return new Reply(
            409,
            message(
                "pull request already exists for these targets [id: 1, issue_id: 1, head_repo_id: 1]"));
      }
    }
    long number = pulls.size() + 1L;
    ObjectNode pull = NODES.objectNode();
    pull.put("number", number);
    pull.put("html_url", url() + "/team/shop/pulls/" + number);
    pull.put("state", "open");
    pull.put("merged", false);
    pull.put("mergeable", true);
    pull.put("title", wanted.path("title").asText());
    pull.put("body", wanted.path("body").asText());
    pull.set("labels", NODES.arrayNode());
    pull.set("requested_reviewers", NODES.arrayNode());
    pull.set("head", NODES.objectNode().put("ref", branch).put("sha", tip(branch)));
    pull.set("base", NODES.objectNode().put("ref", wanted.path("base").asText()));
    pulls.put(number, pull);
    return new Reply(201, pull);
  }

  private Reply pull(Request request, long number, String path) throws Exception {
    ObjectNode pull = Objects.requireNonNull(pulls.get(number));
    refresh(pull);
    return switch (request.method() + " " + path) {
      case "GET " -> {
        yield new Reply(200, pull);
      }
      case "PATCH " -> {
        request.body().fieldNames().forEachRemaining(key -> pull.set(key, request.body().get(key)));
        yield new Reply(201, pull);
      }
      case "GET /comments" -> {
        ArrayNode all = NODES.arrayNode();
        comments.getOrDefault(number, List.of()).forEach(all::add);
        yield new Reply(200, all);
      }
      case "POST /comments" -> {
        say(number, SELF, request.body().path("body").asText());
        yield new Reply(201, comments.getOrDefault(number, List.of()).getLast());
      }
      case "POST /labels" -> {
        for (JsonNode id : request.body().path("labels")) {
          if (!labels.containsKey(id.asLong())) {
            yield missing();
          }
          ((ArrayNode) pull.get("labels"))
              .add(NODES.objectNode().put("name", labels.get(id.asLong())));
        }
        yield new Reply(200, pull.get("labels"));
      }
      case "POST /requested_reviewers" -> {
        for (JsonNode each : request.body().path("reviewers")) {
          if (!permissions.containsKey(each.asText())) {
            yield new Reply(404, message("user '" + each.asText() + "' not exist"));
          }
          ((ArrayNode) pull.get("requested_reviewers")).add(user(each.asText()));
        }
        yield new Reply(201, NODES.arrayNode());
      }
      case "GET /commits" -> {
        ArrayNode all = NODES.arrayNode();
        git("log", "--format=%H", tip(pull.path("head").path("ref").asText()), "^" + tip("main"))
            .lines()
            .forEach(line -> all.add(NODES.objectNode().put("sha", line)));
        yield new Reply(200, all);
      }
      case "POST /reviews" -> {
        JsonNode comment = request.body().path("comments").path(0);
        if (!changed.contains(
            comment.path("path").asText() + ":" + comment.path("new_position").asInt())) {
          yield new Reply(422, message("line is not part of the diff"));
        }
        reviews.add(request.body());
        yield new Reply(200, NODES.objectNode());
      }
      case "POST /merge" -> {
        if (!request
            .body()
            .path("head_commit_id")
            .asText()
            .equals(tip(pull.path("head").path("ref").asText()))) {
          yield new Reply(409, message("head out of date"));
        }
        git("update-ref", "refs/heads/main", pull.path("head").path("sha").asText());
        pull.put("merged", true).put("state", "closed");
        pull.put("merge_commit_sha", pull.path("head").path("sha").asText());
        yield new Reply(200, MissingNode.getInstance());
      }
      default -> {
        yield missing();
      }
    };
  }

  private void refresh(ObjectNode pull) throws Exception {
    String tip = tip(pull.path("head").path("ref").asText());
    if (!tip.isEmpty() && pull.path("state").asText().equals("open")) {
      ((ObjectNode) pull.get("head")).put("sha", tip);
    }
  }

  private String tip(String branch) throws Exception {
    return git("rev-parse", "--verify", "--quiet", "refs/heads/" + branch);
  }

  private static ObjectNode user(String login) {
    return NODES.objectNode().put("login", login);
  }

  private static Reply missing() {
    return new Reply(404, message("The target couldn't be found."));
  }
}

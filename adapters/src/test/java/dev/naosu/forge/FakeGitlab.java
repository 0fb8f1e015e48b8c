package dev.naosu.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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

/// GitLab's REST API as its documentation describes it, as far as naosu uses it: its bodies are
/// forms, its errors say `message` as a text, a list or by field, or `error`.
final class FakeGitlab extends FakeServer {
  static final String SELF = "naosu-bot";
  private static final String PROJECT = "/api/v4/projects/team%2Fshop";
  private static final Pattern ONE = Pattern.compile("/merge_requests/(\\d+)(/.*)?");
  private static final List<String> PEOPLE = List.of(SELF, "ada", "eve");

  final Map<Long, ObjectNode> pulls = new TreeMap<>();
  final Map<Long, List<ObjectNode>> notes = new HashMap<>();
  final List<JsonNode> discussions = new ArrayList<>();
  final Map<String, Integer> levels = new HashMap<>(Map.of("ada", 30, "eve", 20));
  final Set<String> changed = new TreeSet<>();
  String state = "mergeable";
  private long ids = 100;

  FakeGitlab(Path bare) throws IOException {
    super(bare, "team/shop");
  }

  ForgeAccess access() {
    return new ForgeAccess(ForgeKind.GITLAB, url(), "team/shop", TOKEN);
  }

  void say(long number, String author, String text) {
    ObjectNode note = NODES.objectNode().put("id", ids++).put("body", text).put("system", false);
    note.set("author", user(author));
    notes.computeIfAbsent(number, _ -> new ArrayList<>()).add(note);
  }

  List<String> said(long number) {
    return notes.getOrDefault(number, List.of()).stream()
        .map(each -> each.path("body").asText())
        .toList();
  }

  ObjectNode the(long number) {
    return Objects.requireNonNull(pulls.get(number));
  }

  @Override
  Reply answer(Request request) throws Exception {
    if (!request.token().equals(TOKEN)) {
      return new Reply(401, message("401 Unauthorized"));
    }
    if (request.path().equals("/api/v4/user")) {
      return new Reply(200, user(SELF));
    }
    if (request.path().equals("/api/v4/users")) {
      List<ObjectNode> found = new ArrayList<>();
      for (String each : PEOPLE) {
        if (each.equals(request.at("username", ""))
            || (each + "@example.org").equals(request.at("search", ""))) {
          found.add(user(each));
        }
      }
      return page(request, found, "per_page", 20);
    }
    return request.path().startsWith(PROJECT + "/")
        ? project(request, request.path().substring(PROJECT.length()))
        : new Reply(404, message("404 Project Not Found"));
  }

  private Reply project(Request request, String path) throws Exception {
    switch (request.method() + " " + path) {
      case "GET /merge_requests" -> {
        List<ObjectNode> found = new ArrayList<>();
        for (ObjectNode each : pulls.values()) {
          refresh(each);
          if (request.at("source_branch", "").equals(each.path("source_branch").asText())) {
            found.addFirst(each);
          }
        }
        return page(request, found, "per_page", 20);
      }
      case "POST /merge_requests" -> {
        return opened(request.body());
      }
      default -> {
        // below
      }
    }
    Matcher one = ONE.matcher(path);
    if (one.matches() && pulls.containsKey(Long.parseLong(one.group(1)))) {
      return pull(request, Long.parseLong(one.group(1)), one.group(2) == null ? "" : one.group(2));
    }
    if (path.matches("/members/all/\\d+")) {
      for (String each : PEOPLE) {
        if (path.endsWith("/" + id(each)) && levels.containsKey(each)) {
          return new Reply(200, user(each).put("access_level", levels.get(each)));
        }
      }
      return new Reply(404, message("404 Not found"));
    }
    if (path.matches("/repository/commits/[0-9a-f]{40}(/merge_requests)?")) {
      String commit = path.split("/")[3];
      String mail = git("log", "-1", "--format=%ae", commit);
      if (mail.isEmpty()) {
        return new Reply(404, message("404 Commit Not Found"));
      }
      if (!path.endsWith("/merge_requests")) {
        return new Reply(200, NODES.objectNode().put("id", commit).put("author_email", mail));
      }
      List<ObjectNode> bringing = new ArrayList<>();
      for (ObjectNode each : pulls.values()) {
        if (git("log", "--format=%H", each.path("sha").asText(), "^" + tip("main"))
            .lines()
            .anyMatch(commit::equals)) {
          bringing.add(each);
        }
      }
      return page(request, bringing, "per_page", 20);
    }
    return new Reply(404, NODES.objectNode().put("error", "404 Not Found"));
  }

  private Reply opened(JsonNode wanted) throws Exception {
    String branch = wanted.path("source_branch").asText();
    if (tip(branch).isEmpty()) {
      ObjectNode refused = NODES.objectNode();
      refused.set(
          "message", NODES.arrayNode().add("Source branch \"" + branch + "\" does not exist."));
      return new Reply(409, refused);
    }
    for (ObjectNode each : pulls.values()) {
      if (each.path("state").asText().equals("opened")
          && each.path("source_branch").asText().equals(branch)) {
        ObjectNode refused = NODES.objectNode();
        refused.set(
            "message",
            NODES
                .arrayNode()
                .add("Another open merge request already exists for this source branch: !1"));
        return new Reply(409, refused);
      }
    }
    long number = pulls.size() + 1L;
    ObjectNode pull = NODES.objectNode();
    pull.put("id", 900 + number);
    pull.put("iid", number);
    pull.put("source_project_id", 7);
    pull.put("target_project_id", 7);
    pull.put("web_url", url() + "/team/shop/-/merge_requests/" + number);
    pull.put("state", "opened");
    pull.put("title", wanted.path("title").asText());
    pull.put("description", wanted.path("description").asText());
    pull.put("source_branch", branch);
    pull.put("target_branch", wanted.path("target_branch").asText());
    pull.put("sha", tip(branch));
    pull.set("labels", NODES.arrayNode().add("kept"));
    pull.set("reviewers", NODES.arrayNode());
    pulls.put(number, pull);
    refresh(pull);
    return new Reply(201, pull);
  }

  private Reply pull(Request request, long number, String path) throws Exception {
    ObjectNode pull = Objects.requireNonNull(pulls.get(number));
    refresh(pull);
    return switch (request.method() + " " + path) {
      case "GET " -> {
        yield new Reply(200, pull);
      }
      case "PUT " -> {
        update(pull, request.body());
        yield new Reply(200, pull);
      }
      case "GET /notes" -> {
        List<ObjectNode> all = new ArrayList<>(notes.getOrDefault(number, List.of()));
        ObjectNode system =
            NODES.objectNode().put("id", 1).put("system", true).put("body", "/naosu stop");
        system.set("author", user("ada"));
        all.addFirst(system);
        yield page(request, all, "per_page", 20);
      }
      case "POST /notes" -> {
        say(number, SELF, request.body().path("body").asText());
        yield new Reply(201, notes.getOrDefault(number, List.of()).getLast());
      }
      case "POST /discussions" -> {
        JsonNode body = request.body();
        if (!changed.contains(
            body.path("position[new_path]").asText()
                + ":"
                + body.path("position[new_line]").asInt())) {
          yield new Reply(
              400,
              message(
                  "400 Bad request - Note {:line_code=>[\"can't be blank\", \"must be a valid line code\"]}"));
        }
        discussions.add(body);
        yield new Reply(201, NODES.objectNode().put("id", "d" + ids++));
      }
      case "PUT /merge" -> {
        if (!request.body().path("sha").asText().equals(pull.path("sha").asText())) {
          yield new Reply(409, message("SHA does not match HEAD of source branch: x"));
        }
        git("update-ref", "refs/heads/main", pull.path("sha").asText());
        pull.put("state", "merged");
        pull.set("merge_commit_sha", NODES.nullNode());
        yield new Reply(200, pull);
      }
      default -> {
        yield new Reply(404, NODES.objectNode().put("error", "404 Not Found"));
      }
    };
  }

  private static void update(ObjectNode pull, JsonNode form) {
    form.properties()
        .forEach(
            each -> {
              String value = each.getValue().asText();
              switch (each.getKey()) {
                case "title", "description" -> pull.put(each.getKey(), value);
                case "labels" -> {
                  ArrayNode labels = NODES.arrayNode();
                  for (String label : value.split(",")) {
                    labels.add(label);
                  }
                  pull.set("labels", labels);
                }
                case "state_event" -> {
                  pull.put("state", "closed");
                  pull.set("closed_by", user(SELF));
                }
                default -> {
                  if (each.getKey().startsWith("reviewer_ids")) {
                    ArrayNode reviewers = NODES.arrayNode();
                    for (String id : value.split(",")) {
                      PEOPLE.stream()
                          .filter(name -> id(name) == Long.parseLong(id))
                          .forEach(name -> reviewers.add(user(name)));
                    }
                    pull.set("reviewers", reviewers);
                  }
                }
              }
            });
  }

  private void refresh(ObjectNode pull) throws Exception {
    String tip = tip(pull.path("source_branch").asText());
    if (!tip.isEmpty() && pull.path("state").asText().equals("opened")) {
      pull.put("sha", tip);
      pull.put("detailed_merge_status", state);
      pull.set(
          "diff_refs",
          NODES
              .objectNode()
              .put("base_sha", tip("main"))
              .put("start_sha", tip("main"))
              .put("head_sha", tip));
    }
  }

  private String tip(String branch) throws Exception {
    return git("rev-parse", "--verify", "--quiet", "refs/heads/" + branch);
  }

  private static ObjectNode user(String name) {
    return NODES.objectNode().put("id", id(name)).put("username", name);
  }

  private static long id(String name) {
    return 1000L + PEOPLE.indexOf(name);
  }
}

package dev.naosu.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.journal.Hash;
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

/// GitHub's REST API as its documentation describes it, as far as naosu uses it: with its shapes of
/// errors, its pages, its tags of what has not changed, and its rules for pull requests.
final class FakeGithub extends FakeServer {
  static final String SELF = "naosu-bot";
  private static final String API = "/api/v3";
  private static final Pattern ONE = Pattern.compile("/pulls/(\\d+)(/.*)?");
  private static final Pattern ISSUE = Pattern.compile("/issues/(\\d+)(/.*)?");

  final Map<Long, ObjectNode> pulls = new TreeMap<>();
  final Map<Long, List<ObjectNode>> comments = new HashMap<>();
  final Map<Long, List<ObjectNode>> reviewComments = new HashMap<>();
  final Set<String> labels = new TreeSet<>(Set.of("bug"));
  final Map<String, String> permissions = new HashMap<>(Map.of("ada", "write", "eve", "read"));

  /// Login by the author's address of mail.
  final Map<String, String> accounts = new HashMap<>();

  /// Lines of files that an open pull request changes, as `path:line`.
  final Set<String> changed = new TreeSet<>();

  String mergeable = "clean";
  private long ids = 1000;

  FakeGithub(Path bare) throws IOException {
    super(bare, "team/shop");
  }

  ForgeAccess access() {
    return new ForgeAccess(ForgeKind.GITHUB, url(), "team/shop", TOKEN);
  }

  /// Says something in somebody's name.
  void say(long number, String author, String text) {
    comments.computeIfAbsent(number, _ -> new ArrayList<>()).add(comment(author, text));
  }

  void closeBy(long number, String person) {
    ObjectNode pull = Objects.requireNonNull(pulls.get(number));
    pull.put("state", "closed");
    pull.put("closed_at", "2026-11-29T01:00:00Z");
    pull.set("closed_by", user(person));
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
      return new Reply(
          401,
          message("Bad credentials")
              .put("documentation_url", "https://docs.github.com/rest")
              .put("status", "401"));
    }
    String path = request.path().substring(API.length());
    if (path.equals("/user")) {
      return tagged(user(SELF));
    }
    if (path.startsWith("/users/")) {
      return tagged(user(path.substring(7)));
    }
    if (path.equals("/orgs/team")) {
      return tagged(NODES.objectNode().put("login", "team").put("id", 77));
    }
    if (path.startsWith("/orgs/team/teams/")) {
      String slug = path.substring(17);
      return slug.equals("payments")
          ? tagged(NODES.objectNode().put("slug", slug).put("name", slug).put("id", 5))
          : missing();
    }
    if (!path.startsWith("/repos/team/shop")) {
      return missing();
    }
    return repository(request, path.substring("/repos/team/shop".length()));
  }

  private Reply repository(Request request, String path) throws Exception {
    String does = request.method() + " " + path;
    if (does.equals("GET ")) {
      return tagged(repository());
    }
    if (does.equals("GET /pulls")) {
      return pages(request, found(request));
    }
    if (does.equals("POST /pulls")) {
      return opened(request.body());
    }
    Matcher one = ONE.matcher(path);
    if (one.matches() && pulls.containsKey(Long.parseLong(one.group(1)))) {
      return pull(request, Long.parseLong(one.group(1)), one.group(2) == null ? "" : one.group(2));
    }
    Matcher issue = ISSUE.matcher(path);
    if (issue.matches() && pulls.containsKey(Long.parseLong(issue.group(1)))) {
      return issue(
          request, Long.parseLong(issue.group(1)), issue.group(2) == null ? "" : issue.group(2));
    }
    if (path.matches("/collaborators/[^/]+/permission")) {
      String person = path.split("/")[2];
      return permissions.containsKey(person)
          ? tagged(
              NODES
                  .objectNode()
                  .put("permission", permissions.get(person))
                  .set("user", user(person)))
          : missing();
    }
    if (path.matches("/commits/[0-9a-f]{40}(/pulls)?")) {
      return commit(request, path.split("/")[2], path.endsWith("/pulls"));
    }
    return missing();
  }

  private List<ObjectNode> found(Request request) throws Exception {
    List<ObjectNode> found = new ArrayList<>();
    for (ObjectNode each : pulls.values()) {
      refresh(each);
      String state = request.at("state", "open");
      String head = request.at("head", "");
      if ((state.equals("all") || state.equals(each.path("state").asText()))
          && (head.isEmpty() || head.equals(each.path("head").path("label").asText()))) {
        ObjectNode listed = each.deepCopy();
        // lists do not say it
        listed.remove("mergeable_state");
        listed.remove("closed_by");
        found.addFirst(listed);
      }
    }
    return found;
  }

  private Reply opened(JsonNode wanted) throws Exception {
    String branch = wanted.path("head").asText();
    String base = wanted.path("base").asText();
    String head = tip(branch);
    if (head.isEmpty()) {
      return invalid("PullRequest", "head", "invalid", "");
    }
    for (ObjectNode each : pulls.values()) {
      if (each.path("state").asText().equals("open")
          && each.path("head").path("ref").asText().equals(branch)) {
        return invalid(
            "PullRequest", "", "custom", "A pull request already exists for team:" + branch + ".");
      }
    }
    if (git("log", "--format=%H", tip(base) + ".." + head).isEmpty()) {
      return invalid("PullRequest", "", "custom", "No commits between " + base + " and " + branch);
    }
    long number = pulls.size() + 1L;
    ObjectNode pull = NODES.objectNode();
    pull.put("id", ids++);
    pull.put("number", number);
    pull.put("url", url() + API + "/repos/team/shop/pulls/" + number);
    pull.put("html_url", url() + "/team/shop/pull/" + number);
    pull.put("state", "open");
    pull.put("title", wanted.path("title").asText());
    pull.put("body", wanted.path("body").asText());
    pull.put("created_at", "2026-11-29T00:00:00Z");
    pull.put("mergeable_state", mergeable);
    pull.set("user", user(SELF));
    pull.set("labels", NODES.arrayNode());
    pull.set("requested_reviewers", NODES.arrayNode());
    pull.set("requested_teams", NODES.arrayNode());
    pull.set("head", pointer(branch, head));
    pull.set("base", pointer(base, tip(base)));
    pulls.put(number, pull);
    return new Reply(201, pull);
  }

  private Reply pull(Request request, long number, String path) throws Exception {
    ObjectNode pull = Objects.requireNonNull(pulls.get(number));
    refresh(pull);
    pull.put("mergeable_state", mergeable);
    return switch (request.method() + " " + path) {
      case "GET " -> {
        yield tagged(pull);
      }
      case "PATCH " -> {
        request.body().fieldNames().forEachRemaining(key -> pull.set(key, request.body().get(key)));
        yield new Reply(200, pull);
      }
      case "PUT /merge" -> {
        yield merged(pull, request.body());
      }
      case "POST /requested_reviewers" -> {
        yield reviewers(pull, request.body());
      }
      case "POST /comments" -> {
        int line = request.body().path("line").asInt();
        String file = request.body().path("path").asText();
        if (!changed.contains(file + ":" + line)) {
          yield invalid(
              "PullRequestReviewComment",
              "pull_request_review_thread.line",
              "custom",
              "pull_request_review_thread.line must be part of the diff");
        }
        ObjectNode comment = request.body().deepCopy();
        comment.put("id", ids++);
        reviewComments.computeIfAbsent(number, _ -> new ArrayList<>()).add(comment);
        yield new Reply(201, comment);
      }
      default -> {
        yield missing();
      }
    };
  }

  private Reply merged(ObjectNode pull, JsonNode body) throws Exception {
    if (!body.path("sha").asText().equals(pull.path("head").path("sha").asText())) {
      return new Reply(409, message("Head branch was modified. Review and try the merge again."));
    }
    if (!mergeable.equals("clean")) {
      return new Reply(405, message("Pull Request is not mergeable"));
    }
    String base = pull.path("base").path("ref").asText();
    String tree =
        git("merge-tree", "--write-tree", tip(base), pull.path("head").path("sha").asText());
    String commit =
        git(
            "-c",
            "user.name=GitHub",
            "-c",
            "user.email=noreply@github.com",
            "commit-tree",
            tree,
            "-p",
            tip(base),
            "-p",
            pull.path("head").path("sha").asText(),
            "-m",
            "Merge pull request #" + pull.path("number").asText());
    git("update-ref", "refs/heads/" + base, commit);
    pull.put("state", "closed");
    pull.put("merged", true);
    pull.put("merged_at", "2026-11-29T01:00:00Z");
    pull.put("merge_commit_sha", commit);
    return new Reply(
        200, message("Pull Request successfully merged").put("merged", true).put("sha", commit));
  }

  private Reply reviewers(ObjectNode pull, JsonNode body) {
    for (JsonNode each : body.path("reviewers")) {
      if (!permissions.containsKey(each.asText())) {
        return new Reply(
            422,
            message(
                "Reviews may only be requested from collaborators. One or more of the users or"
                    + " teams you specified is not a collaborator of the team/shop repository."));
      }
      ((ArrayNode) pull.get("requested_reviewers")).add(user(each.asText()));
    }
    body.path("team_reviewers")
        .forEach(
            each ->
                ((ArrayNode) pull.get("requested_teams"))
                    .add(NODES.objectNode().put("slug", each.asText())));
    return new Reply(201, pull);
  }

  private Reply issue(Request request, long number, String path) {
    ObjectNode pull = Objects.requireNonNull(pulls.get(number));
    return switch (request.method() + " " + path) {
      case "GET " -> {
        yield tagged(pull);
      }
      case "PATCH " -> {
        request.body().fieldNames().forEachRemaining(key -> pull.set(key, request.body().get(key)));
        if (request.body().path("state").asText().equals("closed")) {
          pull.set("closed_by", user(SELF));
        }
        yield new Reply(200, pull);
      }
      case "GET /comments" -> {
        yield pages(request, comments.getOrDefault(number, List.of()));
      }
      case "POST /comments" -> {
        ObjectNode comment = comment(SELF, request.body().path("body").asText());
        comments.computeIfAbsent(number, _ -> new ArrayList<>()).add(comment);
        yield new Reply(201, comment);
      }
      case "POST /labels" -> {
        ArrayNode on = (ArrayNode) pull.get("labels");
        JsonNode wanted = request.body().isArray() ? request.body() : request.body().path("labels");
        for (JsonNode each : wanted) {
          labels.add(each.asText());
          boolean isOn = false;
          for (JsonNode label : on) {
            isOn |= label.path("name").asText().equals(each.asText());
          }
          if (!isOn) {
            on.add(NODES.objectNode().put("name", each.asText()));
          }
        }
        yield new Reply(200, on);
      }
      default -> {
        yield missing();
      }
    };
  }

  private Reply commit(Request request, String commit, boolean isPulls) throws Exception {
    String mail = git("log", "-1", "--format=%ae", commit);
    if (mail.isEmpty()) {
      return new Reply(422, message("No commit found for SHA: " + commit));
    }
    if (isPulls) {
      List<ObjectNode> bringing = new ArrayList<>();
      for (ObjectNode each : pulls.values()) {
        String base = each.path("base").path("ref").asText();
        String brought =
            git("log", "--format=%H", each.path("head").path("sha").asText(), "^" + tip(base));
        if (brought.lines().anyMatch(commit::equals)) {
          bringing.add(each);
        }
      }
      return pages(request, bringing);
    }
    ObjectNode found = NODES.objectNode().put("sha", commit);
    found.put("url", url() + API + "/repos/team/shop/commits/" + commit);
    found.set("commit", NODES.objectNode().put("message", "a commit"));
    found.set("author", accounts.containsKey(mail) ? user(accounts.get(mail)) : NODES.nullNode());
    return tagged(found);
  }

  /// GitHub gives a tag to everything, and answers 304 to who has it.
  private static Reply tagged(JsonNode body) {
    return new Reply(
        200, body, Map.of("ETag", "\"" + Hash.of(body.toString()).hex().substring(0, 16) + "\""));
  }

  private Reply pages(Request request, List<ObjectNode> all) {
    Reply page = page(request, all, "per_page", 30);
    String next = page.headers().get("next");
    Map<String, String> headers = new HashMap<>();
    if (next != null) {
      headers.put(
          "Link",
          "<" + url() + request.path() + "?" + rest(request) + "&page=" + next + ">; rel=\"next\"");
    }
    return new Reply(200, page.body(), headers);
  }

  private static String rest(Request request) {
    List<String> pairs = new ArrayList<>();
    request
        .query()
        .forEach(
            (key, value) -> {
              if (!key.equals("page")) {
                pairs.add(key + "=" + value);
              }
            });
    return String.join("&", pairs);
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

  private ObjectNode pointer(String branch, String commit) {
    ObjectNode pointer = NODES.objectNode();
    pointer.put("label", "team:" + branch);
    pointer.put("ref", branch);
    pointer.put("sha", commit);
    pointer.set("user", user("team"));
    pointer.set("repo", repository());
    return pointer;
  }

  private ObjectNode repository() {
    ObjectNode repository = NODES.objectNode();
    repository.put("id", 42);
    repository.put("name", "shop");
    repository.put("full_name", "team/shop");
    repository.put("default_branch", "main");
    repository.set("owner", user("team"));
    return repository;
  }

  private ObjectNode comment(String author, String text) {
    ObjectNode comment = NODES.objectNode().put("id", ids++).put("body", text);
    comment.set("user", user(author));
    return comment;
  }

  private static ObjectNode user(String login) {
    return NODES.objectNode().put("login", login).put("id", login.hashCode() & Integer.MAX_VALUE);
  }

  private static Reply missing() {
    return new Reply(
        404,
        message("Not Found")
            .put("documentation_url", "https://docs.github.com/rest")
            .put("status", "404"));
  }

  private static Reply invalid(String resource, String field, String code, String text) {
    ObjectNode error = NODES.objectNode().put("resource", resource).put("code", code);
    if (!field.isEmpty()) {
      error.put("field", field);
    }
    if (!text.isEmpty()) {
      error.put("message", text);
    }
    ObjectNode body = message("Validation Failed");
    body.set("errors", NODES.arrayNode().add(error));
    body.put("documentation_url", "https://docs.github.com/rest/pulls/pulls");
    return new Reply(422, body);
  }

  static JsonNode nothing() {
    return MissingNode.getInstance();
  }
}

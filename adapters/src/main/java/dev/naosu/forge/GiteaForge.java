package dev.naosu.forge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.forge.ForgeHttp.Answered;
import dev.naosu.forge.ForgeHttp.Asked;
import dev.naosu.ship.pull.Forge;
import dev.naosu.ship.pull.ForgeTrouble;
import dev.naosu.ship.pull.ForgeTrouble.Kind;
import dev.naosu.ship.pull.Proposal;
import dev.naosu.ship.pull.Pull;
import dev.naosu.ship.pull.Pull.Standing;
import dev.naosu.ship.pull.Remark;
import dev.naosu.ship.pull.Reviewers;
import dev.naosu.ship.pull.Suggestion;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A repository at a Gitea or a Forgejo.
final class GiteaForge implements Forge {
  private static final String RIGHTS =
      "`write:repository`, `write:issue` and `read:user`, of somebody who may write to the repository";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build())
              .build());

  private static final int PAGE = 50;
  private static final int MOST_PAGES = 40;
  private static final String COLOUR = "#2da44e";

  private final ForgeAccess access;
  private final ForgeHttp http;
  private final Refusals refusals;

  GiteaForge(ForgeAccess access, ForgeHttp http) {
    this.access = access;
    this.http = http;
    this.refusals = new Refusals(access, RIGHTS);
  }

  @Override
  public String self() throws ForgeTrouble, InterruptedException {
    return get("say who its token is", "/user").path("login").asText();
  }

  @Override
  public Optional<Pull> from(String branch) throws ForgeTrouble, InterruptedException {
    Optional<Pull> latest = Optional.empty();
    // the latest first
    for (JsonNode each : pages("look at pull requests", repository("/pulls?state=all"))) {
      if (!each.path("head").path("ref").asText().equals(branch)) {
        continue;
      }
      Pull pull = pull(each);
      if (pull.isOpen()) {
        return Optional.of(pull);
      }
      latest = latest.or(() -> Optional.of(pull));
    }
    return latest;
  }

  @Override
  public Pull open(Proposal proposal) throws ForgeTrouble, InterruptedException {
    ObjectNode body = NODES.objectNode();
    body.put("head", proposal.branch());
    body.put("base", proposal.base());
    body.put("title", proposal.title());
    body.put("body", proposal.body());
    Answered answer = send("POST", repository("/pulls"), body);
    if (answer.status() == 409) {
      // opened a moment ago, by a process that did not live to know it
      Optional<Pull> there = from(proposal.branch()).filter(Pull::isOpen);
      if (there.isPresent()) {
        return there.get();
      }
    }
    return pull(good("open a pull request", answer));
  }

  @Override
  public void revise(long number, Proposal proposal) throws ForgeTrouble, InterruptedException {
    ObjectNode body = NODES.objectNode();
    body.put("title", proposal.title());
    body.put("body", proposal.body());
    good("change a pull request", send("PATCH", repository("/pulls/" + number), body));
  }

  @Override
  public void label(long number, List<String> labels) throws ForgeTrouble, InterruptedException {
    String doing = "label a pull request";
    Map<String, Long> known = new HashMap<>();
    for (JsonNode each : pages(doing, repository("/labels"))) {
      known.put(each.path("name").asText(), each.path("id").asLong());
    }
    ArrayNode ids = NODES.arrayNode();
    for (String label : labels) {
      Long id = known.get(label);
      if (id == null) {
        ObjectNode wanted = NODES.objectNode();
        wanted.put("name", label);
        wanted.put("color", COLOUR);
        id = good(doing, send("POST", repository("/labels"), wanted)).path("id").asLong();
      }
      ids.add(id);
    }
    if (!ids.isEmpty()) {
      good(
          doing,
          send(
              "POST",
              repository("/issues/" + number + "/labels"),
              NODES.objectNode().set("labels", ids)));
    }
  }

  /// Each by itself: one who may not review would keep the others from being asked.
  @Override
  public void ask(long number, Reviewers reviewers) throws ForgeTrouble, InterruptedException {
    List<ForgeTrouble> troubles = new ArrayList<>();
    for (String person : reviewers.people()) {
      asked(number, "reviewers", person).ifPresent(troubles::add);
    }
    for (String team : reviewers.teams()) {
      asked(number, "team_reviewers", team).ifPresent(troubles::add);
    }
    if (!troubles.isEmpty()) {
      throw troubles.getFirst();
    }
  }

  private Optional<ForgeTrouble> asked(long number, String key, String name)
      throws ForgeTrouble, InterruptedException {
    ObjectNode body = NODES.objectNode();
    body.set(key, NODES.arrayNode().add(name));
    Answered answer = send("POST", repository("/pulls/" + number + "/requested_reviewers"), body);
    return answer.status() < 300
        ? Optional.empty()
        : Optional.of(refusals.of(answer.status(), "ask for a review", said(answer)));
  }

  @Override
  public List<Remark> remarks(long number) throws ForgeTrouble, InterruptedException {
    List<Remark> remarks = new ArrayList<>();
    // all at once: this address has no pages
    for (JsonNode each :
        get(
            "read what was said to a pull request",
            repository("/issues/" + number + "/comments"))) {
      remarks.add(
          new Remark(
              each.path("id").asText(),
              each.path("user").path("login").asText(),
              each.path("body").asText()));
    }
    return remarks;
  }

  @Override
  public void say(long number, String markdown) throws ForgeTrouble, InterruptedException {
    good(
        "answer in a pull request",
        send(
            "POST",
            repository("/issues/" + number + "/comments"),
            NODES.objectNode().put("body", markdown)));
  }

  @Override
  public boolean mayWrite(String person) throws ForgeTrouble, InterruptedException {
    try {
      String right =
          get("look who may write", repository("/collaborators/" + encoded(person) + "/permission"))
              .path("permission")
              .asText();
      return List.of("write", "admin", "owner").contains(right);
    } catch (ForgeTrouble trouble) {
      return unless(Kind.MISSING, trouble, false);
    }
  }

  @Override
  public Merging merge(Pull pull) throws ForgeTrouble, InterruptedException {
    String doing = "merge a pull request";
    JsonNode found = get(doing, repository("/pulls/" + pull.number()));
    if (!found.path("head").path("sha").asText().equals(pull.head())) {
      return new Merging.NotYet("somebody has pushed to its branch");
    }
    if (!found.path("mergeable").asBoolean()) {
      return new Merging.NotYet("Gitea says that it cannot be merged");
    }
    JsonNode checks = get(doing, repository("/commits/" + pull.head() + "/status"));
    String state = checks.path("state").asText();
    if (checks.path("total_count").asInt() > 0 && !state.equals("success")) {
      return new Merging.NotYet("its checks are " + state);
    }
    ObjectNode body = NODES.objectNode();
    body.put("Do", "merge");
    body.put("head_commit_id", pull.head());
    Answered answer = send("POST", repository("/pulls/" + pull.number() + "/merge"), body);
    if (answer.status() == 405 || answer.status() == 409) {
      return new Merging.NotYet("Gitea says: " + said(answer));
    }
    good(doing, answer);
    return new Merging.Done(
        get(doing, repository("/pulls/" + pull.number())).path("merge_commit_sha").asText());
  }

  @Override
  public void close(long number) throws ForgeTrouble, InterruptedException {
    good(
        "close a pull request",
        send("PATCH", repository("/pulls/" + number), NODES.objectNode().put("state", "closed")));
  }

  @Override
  public Optional<String> author(String commit) throws ForgeTrouble, InterruptedException {
    try {
      String login =
          get("look at a commit", repository("/git/commits/" + commit))
              .path("author")
              .path("login")
              .asText("");
      return Optional.of(login).filter(each -> !each.isEmpty());
    } catch (ForgeTrouble trouble) {
      return unless(Kind.MISSING, trouble, Optional.empty());
    }
  }

  /// Gitea tells only of a merged one which commits it brought; of open ones, the latest commit.
  @Override
  public Optional<Pull> bringing(String commit) throws ForgeTrouble, InterruptedException {
    for (JsonNode each : pages("look at pull requests", repository("/pulls?state=open"))) {
      for (JsonNode brought :
          get(
              "look at a pull request",
              repository("/pulls/" + each.path("number").asLong() + "/commits"))) {
        if (brought.path("sha").asText().equals(commit)) {
          return Optional.of(pull(each));
        }
      }
    }
    return Optional.empty();
  }

  /// Gitea has no suggestions that can be applied: the lines are shown.
  @Override
  public boolean suggest(Pull pull, Suggestion suggestion)
      throws ForgeTrouble, InterruptedException {
    ObjectNode comment = NODES.objectNode();
    comment.put("path", suggestion.path());
    comment.put("body", suggestion.markdown("suggestion"));
    comment.put("new_position", suggestion.last());
    ObjectNode body = NODES.objectNode();
    body.put("event", "COMMENT");
    body.put("commit_id", pull.head());
    body.set("comments", NODES.arrayNode().add(comment));
    Answered answer = send("POST", repository("/pulls/" + pull.number() + "/reviews"), body);
    if (answer.status() == 422 || answer.status() == 400) {
      return false;
    }
    good("suggest a change", answer);
    return true;
  }

  private Pull pull(JsonNode found) {
    return new Pull(
        found.path("number").asLong(),
        found.path("html_url").asText(),
        standing(found),
        found.path("head").path("ref").asText(),
        found.path("head").path("sha").asText(),
        found.path("body").asText(""));
  }

  private static Standing standing(JsonNode found) {
    if (found.path("merged").asBoolean()) {
      return new Standing.Merged(found.path("merge_commit_sha").asText());
    }
    // it does not say who closed it
    return found.path("state").asText().equals("open")
        ? new Standing.Open()
        : new Standing.Closed("");
  }

  private String repository(String path) {
    String[] parts = access.repository().split("/", 2);
    return "/repos/" + encoded(parts[0]) + "/" + encoded(parts[1]) + path;
  }

  private List<JsonNode> pages(String doing, String path)
      throws ForgeTrouble, InterruptedException {
    List<JsonNode> all = new ArrayList<>();
    for (int page = 1; page <= MOST_PAGES; page++) {
      String where = path + (path.contains("?") ? "&" : "?") + "limit=" + PAGE + "&page=" + page;
      JsonNode found = get(doing, where);
      found.forEach(all::add);
      // a server may have shorter pages than were asked for
      if (found.isEmpty()) {
        break;
      }
    }
    return all;
  }

  private JsonNode get(String doing, String path) throws ForgeTrouble, InterruptedException {
    return good(doing, send("GET", path, Optional.empty()));
  }

  private Answered send(String method, String path, JsonNode body)
      throws ForgeTrouble, InterruptedException {
    return send(method, path, Optional.of(body));
  }

  private Answered send(String method, String path, Optional<JsonNode> body)
      throws ForgeTrouble, InterruptedException {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("Authorization", List.of("token " + access.token()));
    headers.put("Accept", List.of("application/json"));
    body.ifPresent(_ -> headers.put("Content-Type", List.of("application/json")));
    String text = body.map(JsonNode::toString).orElse("");
    return http.send(new Asked(method, URI.create(access.url() + "/api/v1" + path), headers, text));
  }

  private JsonNode good(String doing, Answered answer) throws ForgeTrouble {
    if (answer.status() >= 300) {
      throw refusals.of(answer.status(), doing, said(answer));
    }
    if (answer.body().isEmpty()) {
      return NODES.nullNode();
    }
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw ForgeTrouble.passing("Gitea cannot be understood: " + e.getClass().getSimpleName());
    }
  }

  private static String said(Answered answer) {
    try {
      return JSON.readTree(answer.body()).path("message").asText("");
    } catch (JsonProcessingException _) {
      return "";
    }
  }

  /// @param usual what it is when there is trouble of this kind
  private static <T> T unless(Kind kind, ForgeTrouble trouble, T usual) throws ForgeTrouble {
    if (trouble.kind() == kind) {
      return usual;
    }
    throw trouble;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

package dev.naosu.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Received.Unreadable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The webhook of GitHub for runs of workflows. A run that failed on the branch that a service is
/// deployed from is a signal; of failing tests it knows nothing, so the suite is run to find them.
/// Runs on other branches and of forks are somebody's work that is not done yet.
public final class GithubRuns {
  public static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final Set<String> FAILED = Set.of("failure", "timed_out");
  private static final String REMEDY =
      "send the event workflow_run as GitHub does (docs/webhooks.md)";

  private final Cleaning cleaning;
  private final Map<String, Deployed> services;

  /// @param services by the full name of their repository, such as `team/shop`
  public GithubRuns(Redaction redaction, Map<String, Deployed> services) {
    this.cleaning = new Cleaning(redaction);
    this.services = Map.copyOf(services);
  }

  /// What a repository is the source of.
  ///
  /// @param branch that is deployed
  public record Deployed(String service, String branch) {}

  /// @param event value of the header `X-GitHub-Event`; empty when it is absent
  /// @throws IOException when the body cannot be read to its end
  public Decoded decode(Received received, String event) throws IOException {
    try {
      JsonNode body = OutsideJson.object(received.bytes(MOST_BYTES), "JSON; " + REMEDY);
      if (event.isEmpty()) {
        throw new Unreadable(400, "the header X-GitHub-Event is missing", REMEDY);
      }
      List<Signal> signals =
          event.equals("workflow_run") ? signal(body, received.at()).stream().toList() : List.of();
      return new Decoded.Understood(signals, 0, Reply.accepted(signals));
    } catch (Unreadable e) {
      return new Decoded.Refused(e.mistakes(), Reply.refused(e.status(), e.mistakes()));
    }
  }

  private Optional<Signal> signal(JsonNode body, Instant received) throws Unreadable {
    JsonNode run = body.path("workflow_run");
    String repository = OutsideJson.text(body.path("repository"), "full_name");
    if (!run.isObject() || repository.isEmpty()) {
      throw new Unreadable(400, "there is no workflow_run, or no repository", REMEDY);
    }
    Deployed deployed = services.get(repository);
    if (deployed == null) {
      throw new Unreadable(
          400,
          "nothing is known of the repository " + Mistake.quoted(repository),
          "name its service under github.services in the server's configuration");
    }
    boolean failed =
        OutsideJson.text(body, "action").equals("completed")
            && FAILED.contains(OutsideJson.text(run, "conclusion"));
    String from = OutsideJson.text(run.path("head_repository"), "full_name");
    boolean isOwn = from.isEmpty() || from.equals(repository);
    boolean isDeployed = OutsideJson.text(run, "head_branch").equals(deployed.branch());
    return failed && isOwn && isDeployed
        ? Optional.of(signal(run, repository, deployed, received))
        : Optional.empty();
  }

  private Signal signal(JsonNode run, String repository, Deployed deployed, Instant received)
      throws Unreadable {
    SortedMap<String, String> attributes = new TreeMap<>();
    attributes.put("ci.repository", cleaning.name(repository));
    attributes.put("ci.branch", cleaning.name(deployed.branch()));
    for (String name : List.of("id", "run_number", "run_attempt", "event", "html_url")) {
      String value = OutsideJson.text(run, name);
      if (!value.isEmpty()) {
        attributes.put("ci.run." + name, cleaning.message(value));
      }
    }
    String workflow = OutsideJson.text(run, "name");
    String conclusion = OutsideJson.text(run, "conclusion");
    String title = OutsideJson.text(run, "display_title");
    return new Signal(
        // of the run and its attempt: a delivery that GitHub sends again, or somebody else, is the
        // same observation
        ContentId.of(
            "github",
            List.of(repository, OutsideJson.text(run, "id"), OutsideJson.text(run, "run_attempt"))),
        Signal.Kind.TEST_FAILURE,
        origin(deployed.service(), OutsideJson.text(run, "head_sha")),
        OutsideJson.instant(run.path("updated_at")).orElse(received),
        received,
        cleaning.message(
            (workflow.isEmpty() ? "a workflow" : workflow)
                + (conclusion.equals("failure") ? " failed on " : " timed out on ")
                + deployed.branch()
                + (title.isEmpty() ? "" : "\n" + title)),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        attributes);
  }

  private static Origin origin(String service, String commit) throws Unreadable {
    try {
      return new Origin(service, commit, "ci");
    } catch (IllegalArgumentException e) {
      throw new Unreadable(400, "head_sha is no name of a commit", REMEDY);
    }
  }
}

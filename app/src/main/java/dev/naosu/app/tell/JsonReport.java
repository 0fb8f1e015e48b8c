package dev.naosu.app.tell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.cycle.Asked;
import dev.naosu.cycle.Findings;
import dev.naosu.cycle.Outcome;
import dev.naosu.detect.Failure;
import dev.naosu.detect.Frame;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.prove.Effort;
import dev.naosu.prove.Funnel;
import dev.naosu.prove.Plausible;
import dev.naosu.prove.Proof;
import dev.naosu.prove.Repair;
import dev.naosu.prove.Replayed;
import dev.naosu.prove.Votes;
import dev.naosu.repair.Candidate;
import dev.naosu.ship.Delivery.Delivered;
import java.util.List;

/// A story as JSON; the schema is described in `docs/json.md`. Fields are added, never renamed, as
/// long as `schema` stays.
public final class JsonReport {
  private static final String SCHEMA = "naosu/heal/1";
  private static final int FRAMES = 10;

  private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /// One JSON object, without a line feed at the end.
  public String write(Story story) {
    ObjectNode root = mapper.createObjectNode();
    root.put("schema", SCHEMA);
    root.put("version", story.version());
    root.put("verdict", verdict(story.outcome()));
    root.put("summary", story.verdict());
    root.put("exitCode", story.exitCode());
    root.put("exitMeaning", meaning(story.exitCode()));
    root.put("project", story.project());
    if (story.outcome() instanceof Outcome.Healed healed && !healed.repairs().isEmpty()) {
      best(root, healed.repairs().getFirst());
      ArrayNode repairs = root.putArray("repairs");
      healed.repairs().forEach(repair -> repair(repairs.addObject(), repair));
    }
    switch (story.outcome()) {
      case Outcome.NotHealed notHealed -> {
        root.put("why", notHealed.why());
        root.put("wouldHelp", notHealed.wouldHelp());
        if (story.showCandidates()) {
          ArrayNode candidates = root.putArray("candidates");
          notHealed.unproven().forEach(each -> unproven(candidates.addObject(), each));
        }
      }
      case Outcome.CouldNotRun couldNotRun -> {
        root.put("why", couldNotRun.what());
        root.put("detail", couldNotRun.detail());
        root.put("remedy", couldNotRun.remedy());
      }
      case Outcome.Healed _, Outcome.NothingToHeal _ -> {}
    }
    story.delivered().ifPresent(delivered -> delivered(root.putObject("delivery"), delivered));
    story.findings().ifPresent(findings -> findings(root, findings));
    ObjectNode timings = root.putObject("timings");
    timings.put("totalMillis", story.took().toMillis());
    story.steps().forEach((step, took) -> timings.put(step + "Millis", took.toMillis()));
    try {
      return mapper.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers can be written", e);
    }
  }

  static String verdict(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Healed _ -> "healed";
      case Outcome.NotHealed _ -> "not-healed";
      case Outcome.NothingToHeal _ -> "nothing-to-heal";
      case Outcome.CouldNotRun _ -> "could-not-run";
    };
  }

  private static String meaning(int exitCode) {
    return switch (exitCode) {
      case 0 -> "healed, or nothing to heal";
      case 1 -> "not healed";
      case 2 -> "mistake in the command line";
      case 3 -> "could not run, or the repair could not be delivered";
      default -> "interrupted";
    };
  }

  private static void best(ObjectNode root, Repair repair) {
    root.put("cause", repair.cause());
    root.put("diff", repair.wholeDiff());
    array(root.putArray("files"), repair.paths());
    root.put("confidence", repair.confidence());
    root.put("sure", repair.isSure());
    proof(root.putObject("proof"), repair.proof());
    replayed(root.putObject("replayed"), repair.replayed());
    array(root.putArray("doubts"), repair.doubts());
  }

  private static void replayed(ObjectNode node, Replayed replayed) {
    if (!replayed.isAvailable()) {
      node.put("unavailable", replayed.unavailable());
      return;
    }
    tally(node.putObject("passing"), replayed.passing());
    tally(node.putObject("failing"), replayed.failing());
    tally(node.putObject("madeUp"), replayed.madeUp());
    node.put("crashes", replayed.crashes());
    array(node.putArray("changes"), replayed.changes());
  }

  private static void tally(ObjectNode node, Replayed.Tally tally) {
    node.put("calls", tally.calls());
    node.put("changed", tally.changed());
  }

  private static void repair(ObjectNode node, Repair repair) {
    candidate(node, repair.candidate());
    best(node, repair);
    node.put("agreeing", repair.agreeing());
    repair.votes().ifPresent(votes -> votes(node.putObject("votes"), votes));
    ObjectNode features = node.putObject("features");
    repair.features().forEach(features::put);
  }

  private static void unproven(ObjectNode node, Plausible plausible) {
    candidate(node, plausible.candidate());
    node.put("rank", plausible.rank());
  }

  private static void candidate(ObjectNode node, Candidate candidate) {
    node.put("operator", candidate.operator());
    node.put(
        "trust", candidate.trust().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    node.put("description", candidate.description());
    node.put("path", candidate.path());
    node.put("line", candidate.line());
    node.put("method", candidate.method());
  }

  private static void proof(ObjectNode node, Proof proof) {
    node.put("command", proof.command());
    array(node.putArray("failingBefore"), proof.failingBefore());
    node.put("testsBefore", proof.testsBefore());
    node.put("testsAfter", proof.testsAfter());
    array(node.putArray("otherFailures"), proof.otherFailures());
    if (proof.isByRequests()) {
      ObjectNode requests = node.putObject("requests");
      requests.put("reproducing", proof.requests().reproducing());
      requests.put("asBefore", proof.requests().asBefore());
      array(requests.putArray("unsaid"), proof.requests().unsaid());
    }
  }

  private static void delivered(ObjectNode node, Delivered delivered) {
    switch (delivered) {
      case Delivered.Applied applied -> array(node.putArray("applied"), applied.paths());
      case Delivered.Committed committed -> {
        node.put("branch", committed.branch());
        node.put("commit", committed.commit());
      }
      case Delivered.Refused refused -> {
        node.put("refused", refused.why());
        node.put("remedy", refused.remedy());
      }
    }
  }

  private static void findings(ObjectNode root, Findings findings) {
    patient(root.putObject("patient"), findings.patient());
    ObjectNode tests = root.putObject("tests");
    tests.put("run", findings.testsRun());
    ArrayNode failing = tests.putArray("failing");
    findings.failing().forEach(run -> test(failing.addObject(), run));
    array(tests.putArray("flaky"), findings.flaky().stream().map(test -> test.name()).toList());
    ArrayNode suspects = root.putArray("suspects");
    findings.suspects().forEach(suspect -> suspect(suspects.addObject(), suspect));
    funnel(root.putObject("funnel"), findings.funnel());
    effort(root.putObject("effort"), findings.effort());
    if (!findings.asked().strategies().isEmpty()) {
      asked(root.putObject("models"), findings.asked());
    }
  }

  private static void asked(ObjectNode node, Asked asked) {
    ArrayNode strategies = node.putArray("strategies");
    for (Asked.Strategy each : asked.strategies()) {
      ObjectNode strategy = strategies.addObject();
      strategy.put("name", each.name());
      strategy.put("suggestions", each.suggestions());
      strategy.put("plausible", each.plausible());
      if (!each.why().isEmpty()) {
        strategy.put("why", each.why());
      }
    }
    funnel(node.putObject("funnel"), asked.funnel());
    ObjectNode tokens = node.putObject("tokens");
    tokens.put("input", asked.used().input());
    tokens.put("cached", asked.used().cached());
    tokens.put("output", asked.used().output());
    node.put("waitingMillis", asked.waiting().toMillis());
    node.put("workingMillis", asked.working().toMillis());
  }

  private static void votes(ObjectNode node, Votes votes) {
    node.put("votes", votes.votes());
    node.put("of", votes.of());
    node.put("voices", votes.voices());
    array(node.putArray("models"), votes.models());
    array(node.putArray("strategies"), votes.strategies());
    array(node.putArray("objections"), votes.objections());
  }

  private static void patient(ObjectNode node, Patient patient) {
    node.put("name", patient.name());
    node.put("kind", patient.kind());
    node.put("javaLevel", PatientWords.level(patient));
    node.put("jdk", patient.jdk().version());
    array(node.putArray("modules"), patient.modules().stream().map(Module::name).toList());
  }

  private static void test(ObjectNode node, TestRun run) {
    node.put("name", run.test().name());
    node.put("status", run.status().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    run.failure().ifPresent(failure -> failure(node, failure));
  }

  private static void failure(ObjectNode node, Failure failure) {
    node.put("exception", failure.exceptionClass());
    node.put("message", failure.message());
    failure.expected().ifPresent(text -> node.put("expected", text));
    failure.actual().ifPresent(text -> node.put("actual", text));
    array(
        node.putArray("frames"),
        failure.frames().stream().limit(FRAMES).map(JsonReport::frame).toList());
  }

  static String frame(Frame frame) {
    return frame.className()
        + "."
        + frame.methodName()
        + "("
        + (frame.file().isEmpty() ? "unknown" : frame.file())
        + (frame.line() > 0 ? ":" + frame.line() : "")
        + ")";
  }

  private static void suspect(ObjectNode node, Suspect suspect) {
    node.put("path", suspect.path());
    node.put("line", suspect.line());
    node.put("method", suspect.method());
    node.put("score", suspect.score());
    node.put("ochiai", suspect.ochiai());
    array(node.putArray("reasons"), suspect.reasons());
  }

  private static void funnel(ObjectNode node, Funnel funnel) {
    node.put("generated", funnel.generated());
    node.put("decided", funnel.decided());
    node.put("duplicate", funnel.duplicate());
    node.put("illTyped", funnel.illTyped());
    node.put("pruned", funnel.pruned());
    node.put("killedByFailing", funnel.killedByFailing());
    node.put("killedByCovering", funnel.killedByCovering());
    node.put("killedBySuite", funnel.killedBySuite());
    node.put("plausible", funnel.plausible());
    node.put("undecided", funnel.undecided());
    node.put("classes", funnel.classes());
    node.put("upheld", funnel.upheld());
    node.put("shown", funnel.shown());
  }

  private static void effort(ObjectNode node, Effort effort) {
    node.put("threads", effort.threads());
    node.put("generatingMillis", effort.generating().toMillis());
    node.put("compilingMillis", effort.compiling().toMillis());
    node.put("pruningMillis", effort.pruning().toMillis());
    node.put("runningMillis", effort.running().toMillis());
  }

  private static void array(ArrayNode node, List<String> texts) {
    texts.forEach(node::add);
  }
}

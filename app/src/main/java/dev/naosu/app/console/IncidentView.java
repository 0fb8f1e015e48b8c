package dev.naosu.app.console;

import dev.naosu.app.tell.SafeText;
import dev.naosu.app.tell.Words;
import dev.naosu.cycle.incident.Attempt;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.Policy;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.cycle.incident.State;
import dev.naosu.detect.Signal;
import dev.naosu.ship.pull.Briefing;
import dev.naosu.ship.rollout.Rollouts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One incident, as its page shows it: all texts are harmless.
///
/// @param broke one sentence: what fails, where, how often, since when
/// @param hit who is hit, as far as signals tell; may be empty
/// @param does one sentence: what naosu did, does, or wants
/// @param lag one sentence: how soon naosu saw it
/// @param delivered where the repair is; empty before
/// @param asks whether a person is asked to decide
/// @param closable whether a person can end it
/// @param isOfRuntime whether it is of what runs, and not of code
/// @param seen name of the repair, for the decision; empty without one
public record IncidentView(
    long id,
    String title,
    String state,
    String tone,
    String broke,
    String hit,
    String does,
    Moment began,
    Moment lastSeen,
    String lag,
    String delivered,
    boolean asks,
    boolean closable,
    boolean isOfRuntime,
    String seen,
    Optional<Repair> repair,
    Optional<CauseView> cause,
    Optional<RolloutView> rollout,
    List<Try> attempts,
    List<Line> timeline,
    List<Evidence> evidence,
    String recurrence) {
  private static final Pattern BRANCH = Pattern.compile("auto-fix/incident-[\\w-]{1,60}");
  private static final int SIGNALS = 5;
  private static final int MOST_FACTS = 12;
  private static final int MOST_MESSAGE = 600;
  private static final int MOST_TRACE_LINES = 25;

  public IncidentView {
    attempts = List.copyOf(attempts);
    timeline = List.copyOf(timeline);
    evidence = List.copyOf(evidence);
  }

  /// The repair that is proposed or delivered.
  ///
  /// @param percent confidence in hundredths, for the bar
  /// @param undo how it is taken back, a command each
  public record Repair(
      String description,
      String place,
      String cause,
      String confidence,
      int percent,
      String base,
      List<DiffLine> diff,
      List<String> proof,
      List<String> doubts,
      List<String> files,
      List<Undo> undo) {
    public Repair {
      undo = List.copyOf(undo);
      diff = List.copyOf(diff);
      proof = List.copyOf(proof);
      doubts = List.copyOf(doubts);
      files = List.copyOf(files);
    }
  }

  public record Undo(String words, String command) {}

  /// @param took such as `4.1 s`
  public record Try(int number, Moment began, String took, String result) {}

  /// @param clock time of the day
  /// @param after how long after the line before; empty for the first
  public record Line(
      Moment at, String clock, String after, String actor, boolean isPerson, String text) {}

  /// @param request method, path and status; empty without one
  /// @param trace its first lines; empty without one
  /// @param facts what is known of a service that is unwell, such as `failed: 12`
  public record Evidence(
      Moment at, String message, String request, String trace, List<String> facts) {
    public Evidence {
      facts = List.copyOf(facts);
    }
  }

  /// @param card what a person is asked now
  static IncidentView of(
      Incident incident,
      Incidents incidents,
      Rollouts rollouts,
      Policy policy,
      Optional<Card> card,
      Instant now) {
    List<Signal> signals = incidents.signals(incident.id(), SIGNALS);
    return new IncidentView(
        incident.id(),
        SafeText.line(incident.fingerprint().title(), 200),
        incident.state().words(),
        IncidentList.tone(incident.state()),
        broke(incident),
        hit(signals),
        does(incident, policy, now),
        Moment.of(incident.began(), now),
        Moment.of(incident.lastSeen(), now),
        "Seen " + Words.time(incident.detectionLag()) + " after it began.",
        incident.delivered().map(SafeText::line).orElse(""),
        incident.state().asksAPerson() && incident.remedy().isPresent(),
        isClosable(incident.state()),
        incident.kind() == Signal.Kind.HEALTH,
        card.map(Card::seen).or(() -> incident.remedy().map(Desk::seen)).orElse(""),
        incident.remedy().map(remedy -> repair(incident, remedy)),
        incidents.explanation(incident.id()).map(each -> CauseView.of(each, now)),
        RolloutView.of(incident.id(), rollouts),
        incidents.attempts(incident.id()).stream().map(each -> attempt(each, now)).toList(),
        timeline(incidents.timeline(incident.id()), now),
        signals.stream().map(each -> evidence(each, now)).toList(),
        recurrence(incident));
  }

  private static boolean isClosable(State state) {
    return dev.naosu.cycle.incident.Transitions.next(
            state, dev.naosu.cycle.incident.Event.ENDED_BY_HAND)
        .isPresent();
  }

  private static String broke(Incident incident) {
    String version = incident.origin().version();
    return IncidentList.where(incident)
        + fails(incident)
        + ": "
        + Words.count(incident.signals(), "time").replace("1 time", "once")
        + " so far"
        + (version.isEmpty() ? "" : ", version " + SafeText.line(version, 40))
        + ".";
  }

  private static String fails(Incident incident) {
    boolean over = incident.state().isFinal();
    return switch (incident.kind()) {
      case TEST_FAILURE -> over ? " had failing tests" : " has failing tests";
      case FINDING -> over ? " had a weak place in its code" : " has a weak place in its code";
      case EXCEPTION, GOOD_REQUEST, HEALTH -> over ? " failed" : " fails";
    };
  }

  private static String hit(List<Signal> signals) {
    List<String> requests =
        signals.stream()
            .flatMap(signal -> signal.request().stream())
            .map(request -> request.method() + " " + request.path())
            .distinct()
            .toList();
    if (requests.isEmpty()) {
      return "";
    }
    String first = SafeText.line(requests.getFirst(), 80);
    return requests.size() == 1
        ? "Hit are those who ask for " + first + "."
        : "Hit are those who ask for " + first + " and " + (requests.size() - 1) + " others.";
  }

  private static String does(Incident incident, Policy policy, Instant now) {
    String confidence =
        incident.remedy().map(each -> Words.share(each.confidence())).orElse("unknown");
    String reason = incident.reason().isEmpty() ? "" : ": " + SafeText.line(incident.reason(), 300);
    return switch (incident.state()) {
      case OPEN -> "naosu has taken it in and will look for a repair.";
      case HEALING ->
          "naosu looks for a repair now, attempt " + Math.max(1, incident.attempts()) + ".";
      case PROVEN -> "naosu has proven a repair, and looks up who decides about it.";
      case REVIEW -> {
        Duration left = Duration.between(now, incident.changed().plus(policy.reviewTime()));
        yield "naosu has proven a repair, confidence "
            + confidence
            + ", and delivers it "
            + (left.isNegative() ? "now" : "in " + rough(left))
            + " unless somebody says no.";
      }
      case APPROVAL ->
          "naosu has proven a repair, confidence " + confidence + ", and waits for your word.";
      case SHIPPING -> "naosu delivers the repair now.";
      case MERGING -> "naosu has offered the repair, and waits for the people of its repository.";
      case ROLLING_OUT -> "naosu rolls the repair out.";
      case HELD -> "naosu could not tell whether the repair does well, and asks you" + reason;
      case HEALED -> "naosu has repaired it, confidence " + confidence + ".";
      case ESCALATED -> "naosu hands it to you" + reason + ".";
      case HANDED_OVER -> "It is no matter of code" + reason + ".";
      case CLOSED -> "It was ended by hand" + reason + ".";
    };
  }

  private static String rough(Duration left) {
    return left.toHours() >= 1
        ? left.toHours() + " h " + left.toMinutesPart() + " min"
        : left.toMinutes() + " min";
  }

  private static Repair repair(Incident incident, Remedy remedy) {
    return new Repair(
        SafeText.line(remedy.description(), 300),
        SafeText.line(remedy.place(), 200),
        SafeText.line(remedy.cause(), 2_000),
        Words.share(remedy.confidence()),
        (int) Math.round(remedy.confidence() * 100),
        SafeText.line(remedy.base(), 12),
        DiffLine.of(remedy.diff()),
        remedy.proof().stream().map(each -> SafeText.line(each, 500)).toList(),
        remedy.doubts().stream().map(each -> SafeText.line(each, 500)).toList(),
        remedy.change().after().keySet().stream().sorted().map(SafeText::line).toList(),
        Briefing.undo(branch(incident)).stream()
            .map(line -> new Undo(line.text(), SafeText.line(line.code(), 200)))
            .toList());
  }

  /// The branch that holds its repair, or will.
  private static String branch(Incident incident) {
    Matcher delivered = BRANCH.matcher(incident.delivered().orElse(""));
    return delivered.find() ? delivered.group() : "auto-fix/incident-" + incident.id() + "-…";
  }

  private static Try attempt(Attempt attempt, Instant now) {
    return new Try(
        attempt.number(),
        Moment.of(attempt.began(), now),
        Words.time(Duration.between(attempt.began(), attempt.ended())),
        SafeText.line(attempt.result(), 600));
  }

  private static List<Line> timeline(List<Note> notes, Instant now) {
    List<Line> lines = new java.util.ArrayList<>();
    Optional<Instant> before = Optional.empty();
    for (Note note : notes) {
      String after =
          before.map(then -> "+" + Words.time(Duration.between(then, note.at()))).orElse("");
      lines.add(
          new Line(
              Moment.of(note.at(), now),
              Moment.clock(note.at()),
              after,
              SafeText.line(note.actor(), 80),
              !note.actor().equals(Note.NAOSU),
              SafeText.line(note.text(), 1_000)));
      before = Optional.of(note.at());
    }
    return lines;
  }

  private static Evidence evidence(Signal signal, Instant now) {
    return new Evidence(
        Moment.of(signal.happened(), now),
        SafeText.line(signal.message(), MOST_MESSAGE),
        signal
            .request()
            .map(
                request ->
                    SafeText.line(
                        request.method()
                            + " "
                            + request.target()
                            + " → "
                            + (request.answer().status() == 0
                                ? "no answer"
                                : Integer.toString(request.answer().status())),
                        300))
            .orElse(""),
        signal.trace().map(IncidentView::trace).orElse(""),
        signal.kind() == Signal.Kind.HEALTH
            ? signal.attributes().entrySet().stream()
                .limit(MOST_FACTS)
                .map(each -> SafeText.line(each.getKey() + ": " + each.getValue(), 300))
                .toList()
            : List.of());
  }

  private static String trace(String trace) {
    List<String> lines = trace.lines().map(line -> SafeText.line(line, 240)).toList();
    String shown = String.join("\n", lines.subList(0, Math.min(MOST_TRACE_LINES, lines.size())));
    return lines.size() <= MOST_TRACE_LINES
        ? shown
        : shown + "\n… " + (lines.size() - MOST_TRACE_LINES) + " more lines";
  }

  private static String recurrence(Incident incident) {
    return incident.recurrence() == 0
        ? ""
        : "The same cause was here "
            + (incident.recurrence() == 1 ? "once" : Words.number(incident.recurrence()) + " times")
            + " before.";
  }
}

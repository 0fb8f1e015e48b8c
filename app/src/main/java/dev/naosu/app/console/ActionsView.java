package dev.naosu.app.console;

import dev.naosu.app.tell.SafeText;
import dev.naosu.cycle.action.ActionDesk;
import dev.naosu.cycle.action.Recess;
import dev.naosu.learn.Kpi;
import dev.naosu.learn.Trust;
import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Deed.Phase;
import dev.naosu.prove.safety.Modes;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// What was done or is asked, how well that goes, and what naosu may do.
///
/// @param usual mode where nothing else is said
/// @param paused who paused actions; empty while they go on
/// @param older where older ones are; empty when there are none
public record ActionsView(
    String usual,
    String paused,
    List<Row> rows,
    String older,
    List<Figure> figures,
    List<Earned> trust,
    List<Said> modes) {
  private static final double CERTAINTY = 0.95;

  public ActionsView {
    rows = List.copyOf(rows);
    figures = List.copyOf(figures);
    trust = List.copyOf(trust);
    modes = List.copyOf(modes);
  }

  /// @param isLoud whether a person has to do something
  public record Row(
      long number,
      String phase,
      boolean isLoud,
      String action,
      String target,
      String words,
      String source,
      Moment at) {
    static Row of(Deed deed, Instant now) {
      return new Row(
          deed.number(),
          deed.phase().meaning(),
          deed.phase() == Phase.ASKED || deed.phase() == Phase.HALF,
          SafeText.line(deed.action(), 100),
          SafeText.line(deed.target().toString(), 300),
          SafeText.line(deed.phase() == Phase.ASKED ? deed.plan().words() : deed.words(), 300),
          SafeText.line(deed.proposal().source(), 100),
          Moment.of(deed.proposed(), now));
    }
  }

  /// A figure with what it means.
  public record Figure(String title, String value, String definition) {
    static Figure of(Kpi kpi) {
      return new Figure(kpi.title(), words(kpi.value(), kpi.unit()), kpi.definition());
    }

    private static String words(OptionalDouble value, String unit) {
      if (value.isEmpty()) {
        return "–";
      }
      return unit.equals("s")
          ? String.format(Locale.ROOT, "%.1f s", value.getAsDouble())
          : String.format(Locale.ROOT, "%.1f %%", 100 * value.getAsDouble());
    }
  }

  /// What an action has earned on a service.
  public record Earned(String action, String service, String bound, String words) {
    static Earned of(Trust trust) {
      return new Earned(
          SafeText.line(trust.action(), 100),
          SafeText.line(trust.service(), 100),
          String.format(Locale.ROOT, "%.0f %%", 100 * trust.posterior().exceededWith(CERTAINTY)),
          "helped "
              + trust.helped()
              + ", failed "
              + trust.failed()
              + ", harmed "
              + trust.harmed()
              + (trust.distrusted().isPresent()
                  ? "; asks first since it lost trust: " + SafeText.line(trust.why(), 200)
                  : ""));
    }
  }

  /// A rule about modes.
  public record Said(String what, String mode, String meaning) {
    static Said of(Modes.Rule rule) {
      return new Said(SafeText.line(rule.words(), 300), rule.mode().word(), rule.mode().meaning());
    }
  }

  static ActionsView of(
      ActionDesk desk, List<Kpi> kpis, Optional<Long> before, int most, Instant now) {
    List<Deed> found = desk.latest(before, most);
    return new ActionsView(
        desk.usualMode().word(),
        desk.recess().map(since -> words(since, now)).orElse(""),
        found.stream().map(each -> Row.of(each, now)).toList(),
        found.size() == most ? "/actions?before=" + found.getLast().number() : "",
        kpis.stream().map(Figure::of).toList(),
        desk.trust().stream().map(Earned::of).toList(),
        desk.modes().stream().map(Said::of).toList());
  }

  private static String words(Recess.Since since, Instant now) {
    return "By "
        + SafeText.line(since.by(), 80)
        + " "
        + Moment.of(since.at(), now).ago()
        + (since.reason().isEmpty() ? "." : ": " + SafeText.line(since.reason(), 300) + ".");
  }
}

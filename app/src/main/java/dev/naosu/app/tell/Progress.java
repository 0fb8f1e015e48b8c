package dev.naosu.app.tell;

import dev.naosu.cycle.HealEvent;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.prove.Funnel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Tells step by step what happens: one line per step, and on a terminal a last line that moves.
///
/// Safe for use by several threads.
public final class Progress implements Consumer<HealEvent>, AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(120);
  private static final String ERASE = "\r\u001b[K";
  private static final String FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
  private static final int BAR_CELLS = 14;
  private static final int NAMES = 2;
  private static final int PLACES = 3;
  private static final int LINE = 300;

  private final Screen screen;
  private final String name;
  private final boolean named;
  private final InstantSource clock;
  private final Thread ticker;
  private String step = "build";
  private String doing = "copying and compiling";
  private Instant stepBegan;
  private String proving = "";
  private int frame;
  private boolean closed;

  /// @param name of the project, for people
  /// @param named whether the user named the tests to heal
  public Progress(Screen screen, String name, boolean named, InstantSource clock) {
    this.screen = screen;
    this.name = SafeText.line(name, 60);
    this.named = named;
    this.clock = clock;
    this.stepBegan = clock.instant();
    this.ticker = Thread.ofVirtual().name("progress").unstarted(this::tick);
  }

  /// Begins to draw.
  public void start() {
    if (screen.live()) {
      ticker.start();
    }
  }

  private void tick() {
    try {
      while (true) {
        draw();
        Thread.sleep(TICK);
      }
    } catch (InterruptedException _) {
      // closed
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void draw() {
    if (closed) {
      return;
    }
    frame++;
    String spinner = String.valueOf(FRAMES.charAt(frame % FRAMES.length()));
    String mark = doing.startsWith("▕") ? "" : screen.ink().place(spinner) + "  ";
    String time = doing.startsWith("▕") ? "" : "  " + Words.time(since(stepBegan));
    screen.stream()
        .print(
            ERASE + label(step) + mark + SafeText.line(doing, room()) + screen.ink().faint(time));
    screen.stream().flush();
  }

  private int room() {
    return screen.columns() - 30;
  }

  @Override
  public synchronized void accept(HealEvent event) {
    if (closed) {
      return;
    }
    switch (event) {
      case HealEvent.Noted noted -> {
        erase();
        screen.line(label("note") + "   " + SafeText.line(noted.line(), LINE));
      }
      case HealEvent.Built built -> {
        erase();
        screen.line(
            screen.ink().strong(name)
                + "  ·  "
                + SafeText.line(PatientWords.summary(built.patient()))
                + "  ·  working in a copy, your tree stays as it is");
        screen.line("");
        done("build", true, Words.time(built.took()));
        begin("tests", "running the suite");
      }
      case HealEvent.Observing observing ->
          doing =
              Words.number(observing.ran())
                  + " run"
                  + (observing.failing() == 0
                      ? ""
                      : ", " + Words.number(observing.failing()) + " failing");
      case HealEvent.Observed observed -> {
        done("tests", observed.failing().isEmpty() && observed.ran() > 0, tests(observed));
        begin("localise", "reading the traces of the tests");
      }
      case HealEvent.Replayed replayed -> {
        done("requests", false, requests(replayed));
        begin("localise", "reading the traces of the requests");
      }
      case HealEvent.Localised localised -> {
        done(
            "localise",
            !localised.diagnosis().suspects().isEmpty(),
            Words.time(localised.took()) + "   " + places(localised.diagnosis().suspects()));
        begin("repair", "writing candidates");
      }
      case HealEvent.Searching searching -> doing = bar(searching);
      case HealEvent.Searched searched -> {
        done("repair", searched.funnel().plausible() > 0, searched(searched));
        begin("prove", "replaying calls of the tests");
      }
      case HealEvent.Asking asking ->
          begin(
              "models",
              "asking "
                  + SafeText.line(asking.strategy(), room())
                  + " · "
                  + ModelWords.fared(asking.funnel()));
      case HealEvent.Answered answered -> {
        done(
            "models",
            answered.asked().funnel().plausible() > 0,
            SafeText.line(ModelWords.told(answered.asked()), room())
                + "   "
                + Words.time(answered.took()));
        begin("prove", "replaying calls of the tests");
      }
      case HealEvent.Proving going -> {
        proving = going.command();
        begin(
            "prove",
            "fix "
                + going.number()
                + (going.of() > 1 ? " of up to " + going.of() : "")
                + ": "
                + proving);
      }
      case HealEvent.Proved proved ->
          done(
              "prove",
              proved.holds(),
              (proved.holds() ? "fresh JVM, " : "refused by ")
                  + SafeText.line(proving, room())
                  + "   "
                  + Words.time(proved.took()));
      case HealEvent.Written written ->
          done(
              "test",
              !written.names().isEmpty(),
              (written.names().isEmpty()
                      ? "what failed cannot be written as a test"
                      : SafeText.line(written.names().getFirst(), room()))
                  + "   "
                  + Words.time(written.took()));
    }
  }

  private String tests(HealEvent.Observed observed) {
    List<TestRun> failing = observed.failing();
    String flaky =
        observed.flaky().isEmpty()
            ? ""
            : "   " + Words.count(observed.flaky().size(), "flaky test");
    if (observed.ran() == 0) {
      return "none found";
    }
    if (failing.isEmpty()) {
      return Words.number(observed.ran())
          + (named ? " run, no named one fails" : " pass")
          + flaky
          + "   "
          + Words.time(observed.took());
    }
    String names =
        failing.stream()
            .map(run -> run.test().shortName())
            .distinct()
            .limit(NAMES)
            .collect(Collectors.joining(", "));
    String more = failing.size() > NAMES ? ", …" : "";
    return Words.number(failing.size())
        + " of "
        + Words.number(observed.ran())
        + (failing.size() == 1 ? " fails" : " fail")
        + flaky
        + "   "
        + screen.ink().faint(SafeText.line(names + more, room()));
  }

  private String requests(HealEvent.Replayed replayed) {
    List<TestRun> failing = replayed.failing();
    String names =
        failing.stream()
            .map(run -> run.test().shortName())
            .distinct()
            .limit(NAMES)
            .collect(Collectors.joining(", "));
    return (failing.isEmpty()
            ? "the failure does not come back"
            : Words.count(failing.size(), "recorded request")
                + (failing.size() == 1 ? " fails" : " fail"))
        + " · "
        + Words.number(replayed.good())
        + " answered as recorded"
        + (replayed.leftOut() == 0 ? "" : " · " + Words.number(replayed.leftOut()) + " left out")
        + "   "
        + screen.ink().faint(SafeText.line(names, room()));
  }

  private static String places(List<Suspect> suspects) {
    if (suspects.isEmpty()) {
      return "no line of the project's own sources";
    }
    return SafeText.line(
        suspects.stream()
            .limit(PLACES)
            .map(suspect -> suspect.place() + " (" + Words.share(suspect.score()) + ")")
            .collect(Collectors.joining("  ")),
        120);
  }

  private String bar(HealEvent.Searching searching) {
    Funnel funnel = searching.funnel();
    double candidates =
        funnel.generated() == 0 ? 0 : (double) funnel.decided() / funnel.generated();
    double time =
        (double) searching.elapsed().toMillis() / Math.max(1, searching.budget().toMillis());
    int full = (int) Math.round(Math.clamp(Math.max(candidates, time), 0, 1) * BAR_CELLS);
    return "▕"
        + "█".repeat(full)
        + " ".repeat(BAR_CELLS - full)
        + "▏  "
        + counters(funnel, searching.elapsed());
  }

  private static String counters(Funnel funnel, Duration took) {
    long perSecond = funnel.decided() * 1000L / Math.max(1, took.toMillis());
    return Words.number(funnel.decided())
        + " decided · "
        + Words.number(perSecond)
        + "/s"
        + (funnel.plausible() == 0 ? "" : " · " + Words.number(funnel.plausible()) + " left");
  }

  private static String searched(HealEvent.Searched searched) {
    return counters(searched.funnel(), searched.took())
        + (searched.funnel().plausible() == 0 ? " · none left" : "")
        + "   "
        + Words.time(searched.took());
  }

  private void begin(String newStep, String what) {
    step = newStep;
    doing = what;
    stepBegan = clock.instant();
  }

  private void done(String finished, boolean good, String text) {
    erase();
    String mark = good ? screen.ink().good("✓") : screen.ink().bad("✗");
    screen.line(label(finished) + mark + "  " + text);
  }

  private static String label(String step) {
    return "  " + step + " ".repeat(Math.max(1, 11 - step.length()));
  }

  private void erase() {
    if (screen.live()) {
      screen.stream().print(ERASE);
    }
  }

  private Duration since(Instant instant) {
    return Duration.between(instant, clock.instant());
  }

  @Override
  public void close() {
    stop();
  }

  /// Stops drawing and removes the line that moves.
  public synchronized void stop() {
    if (!closed) {
      closed = true;
      ticker.interrupt();
      erase();
      screen.stream().flush();
    }
  }
}

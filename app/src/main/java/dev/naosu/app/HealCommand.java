package dev.naosu.app;

import dev.naosu.app.tell.HtmlReport;
import dev.naosu.app.tell.JsonReport;
import dev.naosu.app.tell.Progress;
import dev.naosu.app.tell.SafeText;
import dev.naosu.app.tell.Screen;
import dev.naosu.app.tell.Story;
import dev.naosu.app.tell.TerminalReport;
import dev.naosu.app.tell.Timings;
import dev.naosu.cycle.HealEvent;
import dev.naosu.cycle.Outcome;
import dev.naosu.detect.TestRun;
import dev.naosu.prove.Repair;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.Incident;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `naosu heal`.
@Command(
    name = "heal",
    header = "Finds, proves and explains a fix for the failing tests of a project.",
    description = {
      "",
      "Works in a throw-away copy: your files change only with --apply, your repository only with"
          + " --branch. Nothing is ever pushed, nothing is sent anywhere.",
      "With --server, a naosu server heals the service instead, from its own repository: what fails"
          + " is reported to it and followed until a repair is delivered, waits for a person, or is"
          + " given up.",
      ""
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples%n",
    footer = {
      "  naosu heal                                      the project in this directory",
      "  naosu heal ../orders --test CartTest#average    only this failing test",
      "  naosu heal . --trace error.log --branch         help with a trace, commit the fix",
      "  naosu heal . --build \"make classes\" --test-command \"make test\"",
      "  naosu heal . --json --quiet | jq .diff          for scripts",
      "  naosu heal --server http://localhost:8420 --service shop --test CartTest#average",
      "",
      "Exit codes",
      "  0  healed, or nothing to heal          2  mistake in the command line",
      "  1  not healed                          3  could not run      130  interrupted"
    })
final class HealCommand implements Callable<Integer>, Checked {
  private static final int NOTE = 500;

  @Mixin private HealArguments arguments = new HealArguments();
  @Mixin private ReportArguments report = new ReportArguments();

  private final Io io;
  private final Treatment.Source treatments;
  private final InstantSource clock;
  private final Map<String, String> environment;

  HealCommand(
      Io io, Treatment.Source treatments, InstantSource clock, Map<String, String> environment) {
    this.io = io;
    this.treatments = treatments;
    this.clock = clock;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>(report.problems(arguments, environment));
    problems.addAll(report.isAsked() ? arguments.failureProblems() : arguments.problems());
    return problems;
  }

  @Override
  public Integer call() {
    return report.isAsked()
        ? new HealingAway(arguments, report, new ServerVerb.House(io, environment, clock)).heal()
        : here();
  }

  private Treatment.Source source() {
    Treatment.Source housed = arguments.sandboxing().map(treatments::sandboxed).orElse(treatments);
    return arguments.models == null ? housed : housed.askingModels(arguments.models);
  }

  private int here() {
    Instant start = clock.instant();
    Timings timings = new Timings();
    Optional<Treatment> opened = Optional.empty();
    Interruption interruption = Interruption.guard(io, () -> "nothing of your project was changed");
    try (Progress progress =
        new Progress(progressScreen(), name(), !arguments.tests.isEmpty(), clock)) {
      interruption.before(progress::stop);
      if (!arguments.quiet) {
        progress.start();
      }
      Treatment treatment = source().open(arguments.root(), arguments.commands());
      opened = Optional.of(treatment);
      Outcome outcome =
          treatment.healer().heal(arguments.request(io.in()), watcher(timings, progress));
      if (interruption.isRequested()) {
        return ExitCode.INTERRUPTED;
      }
      interruption.close();
      progress.stop();
      return tell(outcome, treatment, timings, Duration.between(start, clock.instant()));
    } catch (IOException e) {
      if (interruption.isRequested()) {
        return ExitCode.INTERRUPTED;
      }
      interruption.close();
      Outcome outcome =
          new Outcome.CouldNotRun(
              String.valueOf(e.getMessage()), "", "Nothing of your project was changed");
      return tell(
          story(outcome, Optional.empty(), timings, Duration.between(start, clock.instant())));
    } catch (InterruptedException | CancellationException _) {
      // everything is tidied up below; the exit code tells
      return ExitCode.INTERRUPTED;
    } catch (RuntimeException e) {
      if (interruption.isRequested()) {
        return ExitCode.INTERRUPTED;
      }
      throw e;
    } finally {
      opened.ifPresent(this::finish);
      interruption.close();
    }
  }

  private Consumer<HealEvent> watcher(Timings timings, Progress progress) {
    return arguments.quiet || arguments.json && !io.errIsTerminal()
        ? timings.andThen(this::note)
        : timings.andThen(progress);
  }

  /// What has to be known is told also to those who do not want to see how it goes on.
  private void note(HealEvent event) {
    if (event instanceof HealEvent.Noted(String line)) {
      io.err().println("naosu: " + SafeText.line(line, NOTE));
    }
  }

  /// With --json only the object may be on standard output.
  private Screen progressScreen() {
    return arguments.json ? io.errScreen(!arguments.noColor) : io.outScreen(!arguments.noColor);
  }

  private String name() {
    Path name = arguments.root().getFileName();
    return name == null ? arguments.project : name.toString();
  }

  private int tell(Outcome outcome, Treatment treatment, Timings timings, Duration took) {
    Optional<Delivered> delivered =
        outcome instanceof Outcome.Healed healed && !healed.repairs().isEmpty()
            ? deliver(healed, treatment)
            : Optional.empty();
    return tell(story(outcome, delivered, timings, took));
  }

  private Optional<Delivered> deliver(Outcome.Healed healed, Treatment treatment) {
    if (!arguments.apply && !arguments.branch) {
      return Optional.empty();
    }
    Repair repair = healed.repairs().getFirst();
    Change change = Change.of(repair, treatment.originals()::read);
    if (arguments.apply) {
      return Optional.of(treatment.delivery().apply(change));
    }
    List<TestRun> failing = healed.findings().failing();
    CommitMessage message = CommitMessage.of(repair, failing, Version.text());
    return Optional.of(treatment.delivery().commit(change, message, Incident.of(failing).branch()));
  }

  private Story story(
      Outcome outcome, Optional<Delivered> delivered, Timings timings, Duration took) {
    return new Story(
        arguments.project,
        name(),
        outcome,
        delivered,
        timings.steps(),
        took,
        !arguments.tests.isEmpty(),
        arguments.showCandidates,
        exitCode(outcome, delivered),
        Version.text());
  }

  static int exitCode(Outcome outcome, Optional<Delivered> delivered) {
    if (delivered.isPresent() && delivered.get() instanceof Delivered.Refused) {
      return ExitCode.COULD_NOT_RUN;
    }
    return switch (outcome) {
      case Outcome.Healed _, Outcome.NothingToHeal _ -> ExitCode.HEALED_OR_NOTHING_TO_HEAL;
      case Outcome.NotHealed _ -> ExitCode.NOT_HEALED;
      case Outcome.CouldNotRun _ -> ExitCode.COULD_NOT_RUN;
    };
  }

  private int tell(Story story) {
    Optional<String> written = Optional.empty();
    int exitCode = story.exitCode();
    if (arguments.reportFile().isPresent()) {
      Path file = arguments.reportFile().get();
      try {
        // a test may print half of a character, which writeString refuses
        Files.write(file, HtmlReport.write(story).getBytes(StandardCharsets.UTF_8));
        written = Optional.of(file.toString());
      } catch (IOException e) {
        String reason = e instanceof FileSystemException broken ? broken.getReason() : "";
        io.err()
            .println(
                "naosu: the report could not be written to "
                    + file
                    + (reason == null || reason.isEmpty() ? "" : ": " + reason));
        exitCode = ExitCode.COULD_NOT_RUN;
      }
    }
    if (arguments.json) {
      io.out().println(new JsonReport().write(story));
      if (io.out().checkError()) {
        io.err().println("naosu: standard output could not be written to");
        exitCode = ExitCode.COULD_NOT_RUN;
      }
    } else {
      boolean failed = story.outcome() instanceof Outcome.CouldNotRun;
      Screen screen = failed ? io.errScreen(!arguments.noColor) : io.outScreen(!arguments.noColor);
      new TerminalReport(screen).print(story, written);
    }
    return exitCode;
  }

  private void finish(Treatment treatment) {
    try (treatment) {
      if (arguments.keep) {
        io.err().println("naosu: the working copy is kept in " + treatment.copy().keep());
      }
    } catch (IOException e) {
      io.err().println("naosu: the working copy could not be kept: " + e.getMessage());
    }
  }
}

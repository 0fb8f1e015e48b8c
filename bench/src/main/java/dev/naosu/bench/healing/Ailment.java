package dev.naosu.bench.healing;

import dev.naosu.detect.vitals.Target;
import dev.naosu.prove.experiment.Fault;
import dev.naosu.prove.experiment.FaultKind;
import dev.naosu.prove.experiment.FaultKind.Reach;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Arguments.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is done to one of three instances. Each would last until the instance is started anew.
public enum Ailment {
  KILLED("the process is killed", FaultKind.KILL, ""),
  PAUSED("the process stands still", FaultKind.PAUSE, ""),
  LATE("answers come 3 s later", FaultKind.LATENCY, "delay=3s"),
  ERRORS("requests are answered with 503", FaultKind.ERROR, ""),
  SOME_ERRORS(
      "a third of the requests is answered with 500", FaultKind.ERROR, "status=500 share=33"),
  RESETS("connections are reset", FaultKind.RESET, ""),
  SILENT("connections are taken, and nothing is answered", FaultKind.SILENCE, ""),
  REFUSED("connections are closed at once", FaultKind.REFUSE, ""),
  SOME_LATE("half of the answers come 3 s later", FaultKind.LATENCY, "delay=3s share=50"),
  THROWING("a method throws", FaultKind.EXCEPTION, "method=shop.Api#answer"),
  SLOW("a method takes 3 s longer", FaultKind.SLOW, "method=shop.Api#answer delay=3s"),
  HEAP("97 % of the heap are taken", FaultKind.HEAP, "percent=97"),
  GARBAGE("2 GB of objects are made a second", FaultKind.GARBAGE, "megabytes=2000"),
  THREADS("1,500 threads wait for ever", FaultKind.THREADS, "count=1500"),
  DEADLOCK("two threads wait for each other", FaultKind.DEADLOCK, ""),
  CLOCK("the clock is a day ahead", FaultKind.CLOCK, "by=1d");

  private final String words;
  private final FaultKind kind;
  private final String given;

  /// @param given names and values, as `delay=3s`
  Ailment(String words, FaultKind kind, String given) {
    this.words = words;
    this.kind = kind;
    this.given = given;
  }

  /// Such as `some-errors`.
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// For people.
  public String words() {
    return words;
  }

  /// As a fault of one instance.
  ///
  /// @param time longer than anybody waits
  Fault at(String instance, Duration time) {
    Arguments arguments =
        switch (Arguments.read(kind.parameters(), arguments())) {
          case Reading.Fit(Arguments fit) -> fit;
          case Reading.Unfit(List<String> mistakes) ->
              throw new IllegalStateException(name() + " is written wrongly: " + mistakes);
        };
    return kind.reach() == Reach.LINK
        ? new Fault(kind, new Target(Ward.SHOP, Ward.link(instance), ""), arguments, time)
        : new Fault(kind, new Target(Ward.SHOP, Ward.APP, instance), arguments, time);
  }

  private Map<String, String> arguments() {
    return Stream.of(given.split(" ", -1))
        .filter(each -> !each.isEmpty())
        .map(each -> each.split("=", -1))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }
}

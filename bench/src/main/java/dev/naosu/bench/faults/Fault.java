package dev.naosu.bench.faults;

import java.util.Random;

/// What can be wrong in a market, and the kind of metric that says so.
public enum Fault {
  CPU("something computes", Kind.CPU),
  LEAK("memory leak", Kind.MEMORY),
  SLOW("slow code", Kind.TIME),
  FAIL("failing code", Kind.ERRORS),
  LOCK("a lock is held", Kind.LOCK),
  DISK("the disk fills", Kind.DISK),
  POOL("connections leak", Kind.CONNECTIONS),
  DELAY("slow network to another", Kind.CALLS),
  LOSS("lost packets to another", Kind.CALLS),
  SURGE("traffic surge", Kind.TRAFFIC),
  BAD_DEPLOY_SLOW("deploy of slow code", Kind.TIME),
  BAD_DEPLOY_FAIL("deploy of failing code", Kind.ERRORS),
  BAD_DEPLOY_CPU("deploy of code that computes", Kind.CPU);

  private final String words;
  private final Kind shows;

  Fault(String words, Kind shows) {
    this.words = words;
    this.shows = shows;
  }

  /// For people.
  public String words() {
    return words;
  }

  /// The kind of metric of the service at fault that is the cause, and not one of its consequences.
  Kind shows() {
    return shows;
  }

  boolean isDeploy() {
    return switch (this) {
      case BAD_DEPLOY_SLOW, BAD_DEPLOY_FAIL, BAD_DEPLOY_CPU -> true;
      case CPU, LEAK, SLOW, FAIL, LOCK, DISK, POOL, DELAY, LOSS, SURGE -> false;
    };
  }

  /// In the words of the market, of a strength that differs by a quarter; for a surge how many
  /// times the usual traffic comes.
  ///
  /// @param to the other service, where there is one
  String order(String to, Random random) {
    double strength = 0.75 + 0.5 * random.nextDouble();
    return switch (this) {
      case CPU, BAD_DEPLOY_CPU -> "cpu?percent=" + Math.round(35 * strength);
      case LEAK -> "leak?kilobytes=" + Math.round(900 * strength);
      case SLOW, BAD_DEPLOY_SLOW -> "slow?millis=" + Math.round(60 * strength);
      case FAIL, BAD_DEPLOY_FAIL -> "fail?percent=" + Math.round(30 * strength);
      case LOCK -> "lock?percent=" + Math.round(70 * strength);
      case DISK -> "disk?kilobytes=" + Math.round(1_500 * strength);
      case POOL -> "pool?to=" + to + "&percent=" + Math.round(25 * strength);
      case DELAY -> "delay?to=" + to + "&millis=" + Math.round(80 * strength);
      case LOSS -> "loss?to=" + to + "&percent=" + Math.round(30 * strength);
      case SURGE -> Long.toString(Math.round(4 * strength));
    };
  }
}

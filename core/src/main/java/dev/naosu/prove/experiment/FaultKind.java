package dev.naosu.prove.experiment;

import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Parameter.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What can be done to something that runs. Whatever it is, it ends by itself.
public enum FaultKind {
  KILL(Reach.PROCESS, "ends the process at once, as a crash does"),
  PAUSE(Reach.PROCESS, "stops the process where it is, and lets it go on"),
  LATENCY(
      Reach.LINK,
      "answers come later",
      needed("delay", Type.TIME, "added to every answer"),
      usual("jitter", Type.TIME, "at most so much more, by chance", "0ms"),
      share()),
  ERROR(
      Reach.LINK,
      "requests are answered with an error and not passed on",
      usual("status", Type.COUNT, "of the answers, such as 503", "503"),
      share()),
  RESET(Reach.LINK, "connections are reset when the answer begins", share()),
  SILENCE(Reach.LINK, "connections are taken, and nothing is answered", share()),
  REFUSE(Reach.LINK, "connections are closed as soon as they are made", share()),
  BANDWIDTH(
      Reach.LINK,
      "answers come slowly",
      needed("kilobytes", Type.COUNT, "that pass in a second, at each connection")),
  CPU(
      Reach.MACHINE,
      "something else computes",
      usual("percent", Type.PERCENT, "of all cores", "80")),
  MEMORY(
      Reach.MACHINE,
      "something else holds memory",
      needed("megabytes", Type.COUNT, "that are held")),
  DISK(
      Reach.DIRECTORY,
      "a file takes the space of the disk",
      needed("most", Type.COUNT, "megabytes that it may take"),
      usual("leave", Type.COUNT, "megabytes that stay free", "64")),
  CLOCK(
      Reach.JVM,
      "the clock of the JVM is wrong",
      needed("by", Type.TIME, "so much"),
      usual("ahead", Type.YES_OR_NO, "whether it is ahead, and not behind", "true")),
  EXCEPTION(
      Reach.JVM,
      "a method throws",
      method(),
      usual("thrown", Type.NAME, "class of the exception", "java.lang.IllegalStateException"),
      share()),
  SLOW(
      Reach.JVM,
      "a method takes longer",
      method(),
      needed("delay", Type.TIME, "added to every call"),
      share()),
  HEAP(
      Reach.JVM,
      "objects are held, as a leak does",
      usual("percent", Type.PERCENT, "of the heap that is taken afterwards", "85")),
  GARBAGE(
      Reach.JVM,
      "objects are made and thrown away",
      usual("megabytes", Type.COUNT, "in each second", "500")),
  THREADS(
      Reach.JVM, "threads are begun that never end", usual("count", Type.COUNT, "of them", "200")),
  DEADLOCK(Reach.JVM, "two threads wait for each other");

  /// What a fault is done to.
  public enum Reach {
    /// A process, or an instance of a fleet.
    PROCESS,
    /// The same, where it is a JVM.
    JVM,
    /// What passes through a proxy of naosu's.
    LINK,
    DIRECTORY,
    MACHINE
  }

  private final Reach reach;
  private final String meaning;
  private final List<Parameter> parameters;

  FaultKind(Reach reach, String meaning, Parameter... parameters) {
    this.reach = reach;
    this.meaning = meaning;
    this.parameters = List.of(parameters);
  }

  private static Parameter needed(String name, Type type, String meaning) {
    return new Parameter(name, type, meaning, Optional.empty());
  }

  private static Parameter usual(String name, Type type, String meaning, String usual) {
    return new Parameter(name, type, meaning, Optional.of(usual));
  }

  private static Parameter share() {
    return usual("share", Type.PERCENT, "how many of them, in percent, by chance", "100");
  }

  private static Parameter method() {
    return needed("method", Type.TEXT, "such as shop.Checkout#total, all that are called so");
  }

  /// Empty when no fault is called so.
  public static Optional<FaultKind> named(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /// As it is written.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Reach reach() {
    return reach;
  }

  /// In a few words for people.
  public String meaning() {
    return meaning;
  }

  public List<Parameter> parameters() {
    return parameters;
  }

  /// Whether nothing is left to put back once it was done.
  public boolean isOver() {
    return this == KILL;
  }
}

package dev.naosu.prove.experiment;

import dev.naosu.repair.runbook.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What can be done to something that runs. Whatever it is, it ends by itself.
public enum FaultKind {
  KILL(Reach.PROCESS, "ends the process at once, as a crash does"),
  PAUSE(Reach.PROCESS, "stops the process where it is, and lets it go on"),
  LATENCY(Reach.LINK, "answers come later"),
  ERROR(Reach.LINK, "requests are answered with an error and not passed on"),
  RESET(Reach.LINK, "connections are reset when the answer begins"),
  SILENCE(Reach.LINK, "connections are taken, and nothing is answered"),
  REFUSE(Reach.LINK, "connections are closed as soon as they are made"),
  BANDWIDTH(Reach.LINK, "answers come slowly"),
  CPU(Reach.MACHINE, "something else computes"),
  MEMORY(Reach.MACHINE, "something else holds memory"),
  DISK(Reach.DIRECTORY, "a file takes the space of the disk"),
  CLOCK(Reach.JVM, "the clock of the JVM is wrong"),
  EXCEPTION(Reach.JVM, "a method throws"),
  SLOW(Reach.JVM, "a method takes longer"),
  HEAP(Reach.JVM, "objects are held, as a leak does"),
  GARBAGE(Reach.JVM, "objects are made and thrown away"),
  THREADS(Reach.JVM, "threads are begun that never end"),
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

  FaultKind(Reach reach, String meaning) {
    this.reach = reach;
    this.meaning = meaning;
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

  /// What it can be told.
  public List<Parameter> parameters() {
    return switch (this) {
      case KILL, PAUSE, DEADLOCK -> List.of();
      case RESET, SILENCE, REFUSE -> List.of(share());
      case LATENCY ->
          List.of(
              needed("delay", Parameter.Type.TIME, "added to every answer"),
              usual("jitter", Parameter.Type.TIME, "at most so much more, by chance", "0ms"),
              share());
      case ERROR ->
          List.of(
              usual("status", Parameter.Type.COUNT, "of the answers, such as 503", "503"), share());
      case BANDWIDTH ->
          List.of(
              needed(
                  "kilobytes", Parameter.Type.COUNT, "that pass in a second, at each connection"));
      case CPU -> List.of(usual("percent", Parameter.Type.PERCENT, "of all cores", "80"));
      case MEMORY -> List.of(needed("megabytes", Parameter.Type.COUNT, "that are held"));
      case DISK ->
          List.of(
              needed("most", Parameter.Type.COUNT, "megabytes that it may take"),
              usual("leave", Parameter.Type.COUNT, "megabytes that stay free", "64"));
      case CLOCK ->
          List.of(
              needed("by", Parameter.Type.TIME, "so much"),
              usual(
                  "ahead",
                  Parameter.Type.YES_OR_NO,
                  "whether it is ahead, and not behind",
                  "true"));
      case EXCEPTION ->
          List.of(
              method(),
              usual(
                  "thrown",
                  Parameter.Type.NAME,
                  "class of the exception",
                  "java.lang.IllegalStateException"),
              share());
      case SLOW ->
          List.of(method(), needed("delay", Parameter.Type.TIME, "added to every call"), share());
      case HEAP ->
          List.of(
              usual(
                  "percent", Parameter.Type.PERCENT, "of the heap that is taken afterwards", "85"));
      case GARBAGE -> List.of(usual("megabytes", Parameter.Type.COUNT, "in each second", "500"));
      case THREADS -> List.of(usual("count", Parameter.Type.COUNT, "of them", "200"));
    };
  }

  private static Parameter needed(String name, Parameter.Type type, String meaning) {
    return new Parameter(name, type, meaning, Optional.empty());
  }

  private static Parameter usual(String name, Parameter.Type type, String meaning, String usual) {
    return new Parameter(name, type, meaning, Optional.of(usual));
  }

  private static Parameter share() {
    return usual("share", Parameter.Type.PERCENT, "how many of them, in percent, by chance", "100");
  }

  private static Parameter method() {
    return needed(
        "method", Parameter.Type.TEXT, "such as shop.Checkout#total, all that are called so");
  }

  /// Whether nothing is left to put back once it was done.
  public boolean isOver() {
    return this == KILL;
  }
}

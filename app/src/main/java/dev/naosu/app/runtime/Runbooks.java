package dev.naosu.app.runtime;

import dev.naosu.app.runtime.RunbookReader.Reading;
import dev.naosu.repair.runbook.Runbook;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The runbooks there are: those that naosu brings along, and those of a directory, which stand in
/// their place when they have the same name.
public final class Runbooks {
  /// The more special ones first: of several that fit, the first one begins.
  private static final List<String> BUILT_IN =
      List.of(
          "deadlock",
          "connection-pool-exhaustion",
          "heap-exhaustion",
          "gc-thrash",
          "thread-flood",
          "thread-leak",
          "class-loader-leak",
          "database-unreachable",
          "database-connections",
          "cache-unreachable",
          "service-unresponsive",
          "instance-failing",
          "instance-late",
          "clock-off",
          "process-gone",
          "unit-down",
          "disk-low",
          "high-cpu",
          "memory-shortage",
          "certificate-expiring");

  private Runbooks() {}

  /// A runbook and what it was read from.
  ///
  /// @param source `built in`, or a file
  public record Entry(Runbook runbook, String source, String text) {}

  /// What came of reading all of them.
  ///
  /// @param entries that have no mistake, in the order in which they are tried
  public record All(List<Entry> entries, List<String> mistakes) {
    public All {
      entries = List.copyOf(entries);
      mistakes = List.copyOf(mistakes);
    }

    public List<Runbook> runbooks() {
      return entries.stream().map(Entry::runbook).toList();
    }
  }

  /// @param directory of one's own; its files end in `.yml` or `.yaml`
  /// @param off names of those that are not wanted
  public static All read(RunbookReader reader, Optional<Path> directory, Set<String> off) {
    List<String> mistakes = new ArrayList<>();
    Map<String, Entry> own = new LinkedHashMap<>();
    directory.ifPresent(each -> own(reader, each, own, mistakes));
    Map<String, Entry> all = new LinkedHashMap<>();
    // what people wrote themselves is meant more than what came along
    own.forEach(all::put);
    // by themselves: how an action is set up here shows when it is taken
    for (Entry each : builtIn(new RunbookReader(Known.withoutCatalogue()))) {
      all.putIfAbsent(each.runbook().name(), each);
    }
    off.stream()
        .filter(each -> !all.containsKey(each))
        .sorted()
        .forEach(each -> mistakes.add("no runbook is called " + each + ", which is to be off"));
    off.forEach(all::remove);
    return new All(List.copyOf(all.values()), mistakes);
  }

  private static void own(
      RunbookReader reader, Path directory, Map<String, Entry> own, List<String> mistakes) {
    List<Path> files;
    try (Stream<Path> listed = Files.list(directory)) {
      files =
          listed
              .filter(each -> each.getFileName().toString().matches(".*\\.ya?ml"))
              .sorted()
              .toList();
    } catch (IOException e) {
      mistakes.add(directory + " cannot be read: " + e.getClass().getSimpleName());
      return;
    }
    for (Path file : files) {
      String text;
      try {
        text = Files.readString(file);
      } catch (IOException e) {
        mistakes.add(file + " cannot be read: " + e.getClass().getSimpleName());
        continue;
      }
      switch (reader.read(file.toString(), text)) {
        case Reading.Good(Runbook runbook) -> {
          Entry before = own.put(runbook.name(), new Entry(runbook, file.toString(), text));
          if (before != null) {
            mistakes.add(
                file
                    + ":1: is a second runbook called "
                    + runbook.name()
                    + ", after "
                    + before.source());
          }
        }
        case Reading.Bad(List<String> wrong) -> mistakes.addAll(wrong);
      }
    }
  }

  /// Those that naosu brings along.
  public static List<Entry> builtIn(RunbookReader reader) {
    return BUILT_IN.stream()
        .map(
            name -> {
              String text = resource(name + ".yml");
              return switch (reader.read(name + ".yml", text)) {
                case Reading.Good(Runbook runbook) -> new Entry(runbook, "built in", text);
                case Reading.Bad(List<String> wrong) ->
                    throw new IllegalStateException("a mistake of naosu's own: " + wrong);
              };
            })
        .toList();
  }

  private static String resource(String name) {
    try (InputStream in = Runbooks.class.getResourceAsStream("runbooks/" + name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read from the jar", e);
    }
  }
}

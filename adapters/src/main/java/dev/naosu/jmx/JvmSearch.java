package dev.naosu.jmx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/// Looks for Java processes of this user.
public final class JvmSearch {
  private JvmSearch() {}

  /// The one that a file names, if it runs.
  public static LongStream byPidFile(Path file) {
    try {
      String text = Files.size(file) > 100 ? "" : Files.readString(file).strip();
      return text.matches("\\d{1,10}") && isAlive(Long.parseLong(text))
          ? LongStream.of(Long.parseLong(text))
          : LongStream.empty();
    } catch (IOException e) {
      return LongStream.empty();
    }
  }

  /// Those that were started with a main class or a jar.
  ///
  /// @param main a class, or the name of a jar with or without its directory
  public static LongStream byMain(String main) {
    return ours(
        arguments ->
            arguments.stream().anyMatch(each -> each.equals(main) || each.endsWith("/" + main)));
  }

  /// Those whose arguments hold all of some words.
  public static LongStream byWords(List<String> words) {
    return ours(
        arguments -> {
          String line = String.join(" ", arguments);
          return words.stream().allMatch(line::contains);
        });
  }

  /// The only one; empty when there are none or several.
  public static OptionalLong only(LongStream pids) {
    long[] all = pids.limit(2).toArray();
    return all.length == 1 ? OptionalLong.of(all[0]) : OptionalLong.empty();
  }

  public static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  private static LongStream ours(Predicate<List<String>> fits) {
    String user = System.getProperty("user.name");
    long self = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(each -> each.pid() != self)
        .filter(each -> each.info().user().filter(user::equals).isPresent())
        .filter(
            each -> each.info().command().filter(command -> command.endsWith("/java")).isPresent())
        .filter(each -> fits.test(List.of(each.info().arguments().orElse(new String[0]))))
        .mapToLong(ProcessHandle::pid);
  }
}

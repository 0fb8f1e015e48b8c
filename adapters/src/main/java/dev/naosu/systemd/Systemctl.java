package dev.naosu.systemd;

import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Asks a manager of systemd, by its own program and without a shell.
///
/// @param words that call the program; `systemctl` where nothing stands before it
public record Systemctl(Sandbox sandbox, List<String> words) {
  private static final Map<String, String> PLAIN =
      Map.of("LC_ALL", "C", "SYSTEMD_PAGER", "", "SYSTEMD_COLORS", "0");

  public Systemctl {
    words = List.copyOf(words);
  }

  /// The usual one.
  public Systemctl(Sandbox sandbox) {
    this(sandbox, List.of("systemctl"));
  }

  /// How a unit is.
  ///
  /// @param invocation another one each time it is started; empty while it does not run
  record State(
      String load, String active, String sub, String result, boolean canReload, String invocation) {
    boolean isActive() {
      return active.equals("active");
    }
  }

  /// @throws IOException when the manager does not say, with a text for people
  State state(Unit unit, Duration limit) throws IOException {
    Exit.Finished exit =
        run(
            unit,
            limit,
            "show",
            "--property=LoadState,ActiveState,SubState,Result,CanReload,InvocationID",
            "--",
            unit.name());
    if (!exit.succeeded()) {
      throw new IOException("systemd does not say how " + unit.name() + " is: " + line(exit));
    }
    Map<String, String> said = new HashMap<>();
    exit.output()
        .lines()
        .filter(line -> line.contains("="))
        .forEach(
            line ->
                said.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    return new State(
        said.getOrDefault("LoadState", ""),
        said.getOrDefault("ActiveState", ""),
        said.getOrDefault("SubState", ""),
        said.getOrDefault("Result", ""),
        "yes".equals(said.get("CanReload")),
        said.getOrDefault("InvocationID", ""));
  }

  /// @param verb such as `restart`; waited for until it is done
  Exit.Finished tell(Unit unit, String verb, Duration limit) throws IOException {
    return run(unit, limit, "--no-ask-password", verb, "--", unit.name());
  }

  private Exit.Finished run(Unit unit, Duration limit, String... more) throws IOException {
    List<String> all = new ArrayList<>(words);
    if (unit.ofUser()) {
      all.add("--user");
    }
    all.addAll(List.of(more));
    return switch (sandbox.run(new Command(all, Path.of("/"), PLAIN, limit))) {
      case Exit.Finished finished -> finished;
      case Exit.TimedOut _ ->
          throw new IOException("systemd did not answer within " + limit.toSeconds() + " s");
      case Exit.NeverStarted never -> throw new IOException(never.why());
    };
  }

  /// The last line of what it said.
  static String line(Exit.Finished exit) {
    String last =
        exit.output().lines().filter(each -> !each.isBlank()).reduce("", (_, each) -> each);
    return last.substring(0, Math.min(200, last.length())).replaceAll("\\p{Cntrl}", " ");
  }
}

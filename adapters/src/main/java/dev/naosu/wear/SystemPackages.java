package dev.naosu.wear;

import dev.naosu.detect.forecast.Sighting;
import dev.naosu.detect.forecast.Subject;
import dev.naosu.detect.forecast.Subject.Kind;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Updates that wait, by what apt would do; nothing is installed or fetched. Elsewhere than on
/// Debian and its like nobody can tell.
///
/// @param restart a file that is there while a restart is wanted
public record SystemPackages(Sandbox sandbox, Path restart) implements Sighting.Source {
  private static final List<String> ASKING =
      List.of("apt-get", "-s", "-o", "Debug::NoLocking=true", "-q", "upgrade");
  private static final Pattern INSTALL =
      Pattern.compile("Inst ([a-z0-9][a-z0-9+.:-]{0,120}) (?:\\[[^\\]]*\\] )?\\(([^)]*)\\).*");
  private static final Subject SUBJECT = Subject.of(Kind.PACKAGES, "system");

  public static SystemPackages ofThisMachine(Sandbox sandbox) {
    return new SystemPackages(sandbox, Path.of("/run/reboot-required"));
  }

  @Override
  public List<Sighting> look() {
    Exit exit =
        sandbox.run(
            new Command(ASKING, Path.of("/"), Map.of("LC_ALL", "C.UTF-8"), Duration.ofMinutes(1)));
    return List.of(
        switch (exit) {
          case Exit.Finished finished when finished.succeeded() -> read(finished.output());
          case Exit.Finished finished ->
              unseen("apt-get says " + finished.output().lines().findFirst().orElse("nothing"));
          case Exit.TimedOut _ -> unseen("apt-get did not answer within a minute");
          case Exit.NeverStarted _ ->
              unseen("there is no apt-get here; look at the machine's own tools");
        });
  }

  private Sighting read(String output) {
    List<String> security = new ArrayList<>();
    int others = 0;
    for (String line : output.split("\n")) {
      Matcher install = INSTALL.matcher(line);
      if (install.matches()) {
        if (install.group(2).toLowerCase(Locale.ROOT).contains("security")) {
          security.add(install.group(1));
        } else {
          others++;
        }
      }
    }
    return new Sighting.Updates(SUBJECT, security, others, Files.exists(restart));
  }

  private static Sighting unseen(String why) {
    return new Sighting.Unseen(SUBJECT, why);
  }
}

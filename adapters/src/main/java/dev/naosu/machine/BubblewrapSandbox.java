package dev.naosu.machine;

import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A cage for code that nobody vouches for.
///
/// A command in it sees the programs of the system, the places named as readable, an empty `/tmp`,
/// and may write there and in its own directory only. It has no network but a loopback of its own,
/// no variable that is not on the list, sees no process but its own, and ends as a whole.
public final class BubblewrapSandbox implements Sandbox {
  private static final String PROGRAM = "bwrap";

  /// What the dynamic linker, a shell and a JVM need. Never `/etc` as a whole: naosu may be root,
  /// and then its child reads `/etc/shadow`.
  private static final List<String> SYSTEM =
      List.of(
          "/usr",
          "/bin",
          "/sbin",
          "/lib",
          "/lib32",
          "/lib64",
          "/etc/alternatives",
          "/etc/ld.so.cache",
          "/etc/ssl",
          "/etc/passwd",
          "/etc/group",
          "/etc/maven");

  private static final List<String> INHERITED = List.of("PATH", "LANG", "LC_ALL", "TZ");

  private final ProcessSandbox processes;
  private final Path program;
  private final List<Path> readable;
  private final CageLimits limits;

  private BubblewrapSandbox(
      ProcessSandbox processes, Path program, List<Path> readable, CageLimits limits) {
    this.processes = processes;
    this.program = program;
    this.readable = List.copyOf(readable);
    this.limits = limits;
  }

  /// @param readable what it may read beside the system's programs, such as a JDK
  /// @return empty where bubblewrap is not installed
  public static Optional<BubblewrapSandbox> find(
      ProcessSandbox processes, List<Path> readable, CageLimits limits) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return Stream.of(path.split(":", -1))
        .filter(place -> place.startsWith("/"))
        .map(place -> Path.of(place, PROGRAM))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new BubblewrapSandbox(processes, program, readable, limits));
  }

  @Override
  public Exit run(Command command) {
    try (ControlGroup group = ControlGroup.make(limits)) {
      return processes.run(
          new Command(
              group.enter(bounded(command)), command.directory(), Map.of(), command.limit()));
    }
  }

  private List<String> bounded(Command command) {
    // emptied before the cage begins, not inside of it: what its first process was started with
    // can be read there, as /proc/1/environ
    List<String> words = new ArrayList<>(List.of("/usr/bin/env", "-i"));
    environment(command).forEach((name, value) -> words.add(name + "=" + value));
    words.addAll(
        List.of(
            "/usr/bin/prlimit",
            "--core=0",
            "--fsize=" + limits.fileBytes(),
            "--data=" + limits.memoryBytes(),
            "--nproc=" + limits.processes(),
            program.toString(),
            "--unshare-all",
            "--die-with-parent",
            "--new-session",
            "--uid",
            "65534",
            "--gid",
            "65534",
            "--cap-drop",
            "ALL",
            "--hostname",
            "cage",
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "--size",
            Long.toString(limits.temporaryBytes()),
            "--tmpfs",
            "/tmp"));
    for (String place : SYSTEM) {
      words.addAll(List.of("--ro-bind-try", place, place));
    }
    for (Path place : readable) {
      words.addAll(List.of("--ro-bind", place.toString(), place.toString()));
    }
    String directory = command.directory().toAbsolutePath().normalize().toString();
    // the root itself is a file system in memory: read-only, or it could be filled
    words.addAll(
        List.of("--bind", directory, directory, "--remount-ro", "/", "--chdir", directory, "--"));
    words.addAll(command.words());
    return words;
  }

  private static Map<String, String> environment(Command command) {
    Map<String, String> environment = new TreeMap<>();
    for (String name : INHERITED) {
      Optional.ofNullable(System.getenv(name)).ifPresent(value -> environment.put(name, value));
    }
    environment.put("HOME", "/tmp");
    environment.putAll(command.environment());
    return environment;
  }
}

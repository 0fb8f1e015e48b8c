package dev.naosu.machine;

import dev.naosu.machine.Isolation.Mount;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A cage for code that nobody vouches for, made by an [Isolator].
///
/// A program in it sees the programs of the system, the places named as readable, an empty `/tmp`,
/// and may write there and in the directories that are its own only. It has no network but a
/// loopback of its own, no variable that is not on the list, sees no process but its own, and ends
/// as a whole: with its first process, or with naosu.
public final class Cage implements Enclosure {
  private static final Path LIMITER = Path.of("/usr/bin/prlimit");

  /// What the dynamic linker, a shell and a JVM need. Never `/etc` as a whole: naosu may be root,
  /// and then its child reads `/etc/shadow`, and private keys.
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
          "/etc/ssl/certs",
          "/etc/ssl/openssl.cnf",
          "/etc/pki/ca-trust",
          "/etc/pki/java",
          "/etc/group",
          "/etc/nsswitch.conf",
          "/etc/localtime",
          "/etc/timezone",
          "/etc/fonts",
          "/etc/maven");

  private static final List<String> INHERITED = List.of("PATH", "LANG", "LC_ALL", "TZ");

  /// Options of builds are handed in as they are, but for words that look like a secret.
  private static final String SECRET_WORD = "(?i).*(passw|secret|token|credential|auth).*";

  private static final Duration TRIAL = Duration.ofSeconds(10);

  private final Isolator isolator;
  private final Isolation isolation;
  private final Furniture furniture;
  private final List<Path> readable;
  private final List<Path> writable;
  private final CageLimits limits;

  private Cage(
      Isolator isolator,
      Isolation isolation,
      Furniture furniture,
      List<Path> readable,
      List<Path> writable,
      CageLimits limits) {
    this.isolator = isolator;
    this.isolation = isolation;
    this.furniture = furniture;
    this.readable = List.copyOf(readable);
    this.writable = List.copyOf(writable);
    this.limits = limits;
  }

  /// Whether there is a cage.
  public sealed interface Found {
    record Here(Cage cage) implements Found {}

    /// @param why for people
    /// @param remedy what they can do
    record Lacking(String why, String remedy) implements Found {}
  }

  /// Makes a cage in the best way that works here, and tries it with a program that does nothing.
  ///
  /// @param own directory for what is laid into the cage; nothing in the cage may write there
  public static Found find(Path own, CageLimits limits) {
    Set<String> why = new LinkedHashSet<>();
    Set<String> remedies = new LinkedHashSet<>();
    for (Isolator isolator : Isolator.values()) {
      switch (find(isolator, own, limits)) {
        case Found.Here here -> {
          return here;
        }
        case Found.Lacking(String reason, String remedy) -> {
          why.add(reason);
          remedies.add(remedy);
        }
      }
    }
    return new Found.Lacking(String.join("; ", why), String.join("; or ", remedies));
  }

  /// The same in one way.
  static Found find(Isolator isolator, Path own, CageLimits limits) {
    Optional<Path> program = OnPath.program(isolator.program());
    if (program.isEmpty()) {
      return new Found.Lacking(
          isolator.title() + " is not installed",
          "install " + isolator.title() + " (apt-get install " + isolator.title() + ")");
    }
    if (!Files.isExecutable(LIMITER)) {
      return new Found.Lacking(LIMITER + " is missing", "install util-linux");
    }
    try {
      Furniture furniture = Furniture.make(Files.createDirectories(own));
      Isolation isolation = isolator.with(program.get(), own);
      Cage cage = new Cage(isolator, isolation, furniture, List.of(), List.of(), limits);
      Path floor = Files.createDirectories(own.resolve("trial"));
      Command nothing = new Command(List.of("/bin/sh", "-c", ":"), floor, Map.of(), TRIAL);
      return switch (ProcessSandbox.within(cage).run(nothing)) {
        case Exit.Finished finished when finished.succeeded() -> new Found.Here(cage);
        case Exit.Finished finished -> refused(isolator, finished.output().strip());
        case Exit.TimedOut _ -> refused(isolator, "it does not end");
        case Exit.NeverStarted never -> refused(isolator, never.why());
      };
    } catch (IOException e) {
      return new Found.Lacking(
          "nothing can be laid into a cage: " + e.getMessage(),
          "let TMPDIR name a directory that can be written to");
    }
  }

  private static Found refused(Isolator isolator, String said) {
    return new Found.Lacking(
        isolator.title()
            + " cannot make a cage here: "
            + said.lines().findFirst().orElse("it gives no reason"),
        isolator.remedy());
  }

  /// What makes it.
  public Isolator isolator() {
    return isolator;
  }

  @Override
  public Cage with(List<Path> moreReadable, List<Path> moreWritable) {
    Set<Path> read = new LinkedHashSet<>(readable);
    read.addAll(moreReadable);
    Set<Path> write = new LinkedHashSet<>(writable);
    write.addAll(moreWritable);
    return new Cage(isolator, isolation, furniture, List.copyOf(read), List.copyOf(write), limits);
  }

  @Override
  public Entry enter(Command command, Optional<Loopback> at) throws IOException {
    Optional<Bridge> bridge = Optional.empty();
    if (at.isPresent()) {
      bridge = Optional.of(Bridge.to(at.get()));
    }
    try {
      return new Inside(isolation.enter(interior(command, bridge)), writable(command), bridge);
    } catch (IOException e) {
      bridge.ifPresent(Bridge::close);
      throw e;
    }
  }

  /// One program in the cage.
  private final class Inside implements Entry {
    private final Entry way;
    private final List<Path> own;
    private final Optional<Bridge> bridge;

    Inside(Entry way, List<Path> own, Optional<Bridge> bridge) {
      this.way = way;
      this.own = own;
      this.bridge = bridge;
    }

    @Override
    public List<String> words() {
      return way.words();
    }

    @Override
    public void fill(Map<String, String> environment) {
      way.fill(environment);
    }

    @Override
    public Process start(ProcessBuilder builder) throws IOException {
      Process process = way.start(builder);
      DiskGuard.watch(process, own, limits.growthBytes());
      return process;
    }

    @Override
    public void close() {
      bridge.ifPresent(Bridge::close);
      way.close();
    }
  }

  private Isolation.Interior interior(Command command, Optional<Bridge> bridge) {
    List<Mount> mounts = new ArrayList<>();
    SYSTEM.forEach(place -> mounts.add(Mount.readable(Path.of(place))));
    javaSettings().forEach(place -> mounts.add(Mount.readable(place)));
    mounts.addAll(furniture.mounts());
    readable.forEach(place -> mounts.add(Mount.readable(place)));
    writable(command).forEach(place -> mounts.add(Mount.writable(place)));
    bridge.map(Bridge::place).map(Mount::writable).ifPresent(mounts::add);
    // within: what else the person runs is not counted
    List<String> words =
        new ArrayList<>(
            List.of(
                LIMITER.toString(),
                "--core=0",
                "--fsize=" + limits.fileBytes(),
                "--data=" + limits.memoryBytes(),
                "--nproc=" + limits.processes(),
                "--cpu=" + limits.cpuTime().toSeconds()));
    words.addAll(bridge.map(each -> each.with(command.words())).orElse(command.words()));
    return new Isolation.Interior(
        mounts, directory(command), environment(command), limits, command.limit(), words);
  }

  /// Places outside that a program may write to.
  private List<Path> writable(Command command) {
    Path directory = directory(command);
    List<Path> places = new ArrayList<>(writable);
    if (writable.stream().noneMatch(directory::startsWith)) {
      places.add(directory);
    }
    return places;
  }

  private static Path directory(Command command) {
    return command.directory().toAbsolutePath().normalize();
  }

  /// Debian's JDKs are links into these.
  private static List<Path> javaSettings() {
    List<Path> places = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("/etc"), "java*")) {
      found.forEach(places::add);
    } catch (IOException _) {
      // a machine without /etc has none
      return List.of();
    }
    return places;
  }

  private static Map<String, String> environment(Command command) {
    Map<String, String> environment = new TreeMap<>();
    for (String name : INHERITED) {
      Optional.ofNullable(System.getenv(name)).ifPresent(value -> environment.put(name, value));
    }
    environment.put("HOME", Furniture.HOME);
    command
        .environment()
        .forEach(
            (name, value) ->
                environment.put(name, name.endsWith("_OPTS") ? cleaned(value) : value));
    // what is in the cage ends with it, and need not be found
    environment.remove(ProcessSandbox.MARK);
    return environment;
  }

  private static String cleaned(String options) {
    return String.join(
        " ",
        List.of(options.split("\\s+", -1)).stream()
            .filter(word -> !word.matches(SECRET_WORD))
            .toList());
  }
}

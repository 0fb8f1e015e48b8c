package dev.naosu.machine;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A cage for code that nobody vouches for, made of bubblewrap and control groups.
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

  /// bubblewrap dies with the thread that started it, and other threads come and go: this one lives
  /// as long as naosu.
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("starts-cages").factory());

  private final Path program;
  private final Furniture furniture;
  private final List<Path> readable;
  private final List<Path> writable;
  private final CageLimits limits;

  private Cage(
      Path program,
      Furniture furniture,
      List<Path> readable,
      List<Path> writable,
      CageLimits limits) {
    this.program = program;
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

  /// Makes a cage, and tries it with a program that does nothing.
  ///
  /// @param own directory for what is laid into the cage; nothing in the cage may write there
  public static Found find(Path own, CageLimits limits) {
    Optional<Path> program = OnPath.program("bwrap");
    if (program.isEmpty()) {
      return new Found.Lacking(
          "bubblewrap is not installed", "install bubblewrap (apt-get install bubblewrap)");
    }
    if (!Files.isExecutable(LIMITER)) {
      return new Found.Lacking(LIMITER + " is missing", "install util-linux");
    }
    try {
      ControlGroup.removeLeftovers();
      Furniture furniture = Furniture.make(Files.createDirectories(own));
      Cage cage = new Cage(program.get(), furniture, List.of(), List.of(), limits);
      Command nothing = new Command(List.of("/bin/sh", "-c", ":"), own, Map.of(), TRIAL);
      return switch (ProcessSandbox.within(cage).run(nothing)) {
        case Exit.Finished finished when finished.succeeded() -> new Found.Here(cage);
        case Exit.Finished finished -> refused(finished.output().strip());
        case Exit.TimedOut _ -> refused("it does not end");
        case Exit.NeverStarted never -> refused(never.why());
      };
    } catch (IOException e) {
      return new Found.Lacking(
          "nothing can be laid into a cage: " + e.getMessage(),
          "let TMPDIR name a directory that can be written to");
    }
  }

  private static Found refused(String said) {
    return new Found.Lacking(
        "bubblewrap cannot make a cage here: "
            + said.lines().findFirst().orElse("it gives no reason"),
        "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1,"
            + " kernel.apparmor_restrict_unprivileged_userns=0; in a container, one that permits them)");
  }

  @Override
  public Cage with(List<Path> moreReadable, List<Path> moreWritable) {
    Set<Path> read = new LinkedHashSet<>(readable);
    read.addAll(moreReadable);
    Set<Path> write = new LinkedHashSet<>(writable);
    write.addAll(moreWritable);
    return new Cage(program, furniture, List.copyOf(read), List.copyOf(write), limits);
  }

  @Override
  public Entry enter(Command command, Optional<Loopback> at) throws IOException {
    Optional<Bridge> bridge = Optional.empty();
    if (at.isPresent()) {
      bridge = Optional.of(Bridge.to(at.get()));
    }
    return new Inside(command, bridge, ControlGroup.make(limits));
  }

  /// One program in the cage.
  private final class Inside implements Entry {
    private final Command command;
    private final Optional<Bridge> bridge;
    private final ControlGroup group;

    Inside(Command command, Optional<Bridge> bridge, ControlGroup group) {
      this.command = command;
      this.bridge = bridge;
      this.group = group;
    }

    @Override
    public List<String> words() {
      return group.enter(caged(command, bridge));
    }

    @Override
    public void fill(Map<String, String> environment) {
      // emptied before the cage begins, not inside of it: what its first process was started with
      // can be read there, as /proc/1/environ
      environment.clear();
      environment.putAll(Cage.environment(command));
    }

    @Override
    public Process start(ProcessBuilder builder) throws IOException {
      try {
        Process process = CompletableFuture.supplyAsync(() -> started(builder), STARTER).join();
        DiskGuard.watch(process, writable(command), limits.growthBytes());
        return process;
      } catch (CompletionException e) {
        throw e.getCause() instanceof NotStarted not ? not.reason : new IOException(e.getCause());
      }
    }

    private static Process started(ProcessBuilder builder) {
      try {
        return builder.start();
      } catch (IOException e) {
        throw new NotStarted(e);
      }
    }

    @Override
    public void close() {
      bridge.ifPresent(Bridge::close);
      group.close();
    }
  }

  private static final class NotStarted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final IOException reason;

    NotStarted(IOException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  private List<String> caged(Command command, Optional<Bridge> bridge) {
    List<String> words =
        new ArrayList<>(
            List.of(
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
                Furniture.HOST,
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
    javaSettings().forEach(place -> words.addAll(List.of("--ro-bind-try", place, place)));
    words.addAll(furniture.words());
    for (Path place : readable) {
      words.addAll(List.of("--ro-bind-try", place.toString(), place.toString()));
    }
    List<Path> own = new ArrayList<>(writable(command));
    bridge.map(Bridge::place).ifPresent(own::add);
    own.forEach(place -> words.addAll(List.of("--bind", place.toString(), place.toString())));
    // the root itself is a file system in memory: read-only, or it could be filled
    words.addAll(List.of("--remount-ro", "/", "--chdir", directory(command).toString(), "--"));
    // of the cage alone: what else the person runs is not counted
    words.addAll(
        List.of(
            LIMITER.toString(),
            "--core=0",
            "--fsize=" + limits.fileBytes(),
            "--data=" + limits.memoryBytes(),
            "--nproc=" + limits.processes(),
            "--cpu=" + limits.cpuTime().toSeconds()));
    words.addAll(bridge.map(each -> each.with(command.words())).orElse(command.words()));
    return words;
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
  private static List<String> javaSettings() {
    List<String> places = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("/etc"), "java*")) {
      found.forEach(place -> places.add(place.toString()));
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

package dev.naosu.faults;

import dev.naosu.machine.OwnSecrets;
import dev.naosu.probe.chaos.ChaosAgent;
import dev.naosu.prove.experiment.Fault;
import dev.naosu.prove.experiment.FaultKind;
import dev.naosu.prove.experiment.Injector;
import dev.naosu.prove.experiment.Place;
import dev.naosu.repair.runbook.Parameter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Begins faults of this machine, each in a process of its own.
public final class ProcessInjector implements Injector {
  private static final Duration BEGINNING = Duration.ofSeconds(60);
  private static final Duration ENDING = Duration.ofSeconds(30);
  private static final int OWN_MEGABYTES = 48;

  /// Left to the machine, whatever is held.
  private static final long SPARE_MEGABYTES = 512;

  private final Map<String, Place> places;
  private final Staff staff;
  private final Settings settings;
  private final InstantSource clock;
  private final IntUnaryOperator chance;

  /// @param places by name
  /// @param chance a number below the one that it is given
  public ProcessInjector(
      Map<String, Place> places,
      Staff staff,
      Settings settings,
      InstantSource clock,
      IntUnaryOperator chance) {
    this.places = Map.copyOf(places);
    this.staff = staff;
    this.settings = settings;
    this.clock = clock;
    this.chance = chance;
  }

  /// What holders are told.
  ///
  /// @param notes directory where they write down what they do
  /// @param agent jar that is sent into JVMs
  /// @param roots directories whose disks may be filled, or below which they are
  public record Settings(Path notes, Path agent, List<Path> roots) {
    public Settings {
      roots = List.copyOf(roots);
    }

    /// With the agent that naosu brings along.
    public static Settings here(Path notes, List<Path> roots) {
      return new Settings(notes, place(ChaosAgent.class), roots);
    }
  }

  /// What is handed to a holder, and in words.
  private record Prepared(Note note, String words) {}

  @Override
  public Outlook look(Fault fault) {
    try {
      return new Outlook.Ready(prepared(fault).words());
    } catch (IOException e) {
      return new Outlook.Unfit(String.valueOf(e.getMessage()));
    }
  }

  private Prepared prepared(Fault fault) throws IOException {
    Place place = places.get(fault.target().component());
    if (place == null) {
      throw new IOException("the experiment names no place " + fault.target().component());
    }
    if (!place.reaches().contains(fault.kind().reach())) {
      throw new IOException(
          fault.kind().word() + " cannot be done to " + fault.target().component());
    }
    Map<String, String> values = new HashMap<>();
    for (Parameter each : fault.kind().parameters()) {
      String text = fault.arguments().text(each.name());
      values.put(
          each.name(),
          each.type() == Parameter.Type.TIME
              ? Long.toString(Parameter.time(text).toMillis())
              : text);
    }
    values.put("kind", fault.kind().word());
    values.put("target", fault.target().toString());
    values.put("millis", Long.toString(fault.time().toMillis()));
    values.put("until", Long.toString(clock.instant().plus(fault.time()).toEpochMilli()));
    values.put("note", settings.notes().resolve(UUID.randomUUID() + Leftovers.SUFFIX).toString());
    String where = placed(place, fault, values);
    return new Prepared(new Note(values), fault.kind().meaning() + ": " + where);
  }

  /// Says where it is done, and adds that to the values.
  private String placed(Place place, Fault fault, Map<String, String> values) throws IOException {
    return switch (place) {
      case Place.Instances(String service) -> {
        Staff.Running chosen = chosen(service, fault.target().instance());
        yield "instance " + chosen.name() + " of " + service + ", " + process(chosen.pid(), values);
      }
      case Place.Program(String pidFile, String restarted) -> {
        if (fault.kind() == FaultKind.KILL && restarted.isEmpty()) {
          throw new IOException(
              fault.target().component()
                  + " is not killed: nobody starts it anew; add restarted: systemd, or whoever does");
        }
        yield process(pid(pidFile), values);
      }
      case Place.Link(String directory) -> {
        if (!Files.exists(Path.of(directory, FaultProxy.TAKEN))) {
          throw new IOException(
              "no proxy takes orders in " + directory + "; begin one: naosu chaos proxy --help");
        }
        values.put("directory", directory);
        yield "what passes the proxy of " + directory;
      }
      case Place.Directory(String path) -> {
        Path real = allowed(Path.of(path));
        values.put("file", real.resolve(FillingDisk.PREFIX + UUID.randomUUID()).toString());
        yield "the disk of " + real;
      }
      case Place.Machine() -> {
        if (fault.kind() == FaultKind.MEMORY) {
          enough(fault.arguments().count("megabytes"));
        }
        yield "this machine";
      }
      case Place.Address(var uri) -> throw new IOException(uri + " is only measured");
    };
  }

  private Staff.Running chosen(String service, String instance) throws IOException {
    List<Staff.Running> running =
        staff.of(service).stream().filter(each -> each.pid() > 0).toList();
    List<Staff.Running> meant =
        running.stream()
            .filter(each -> instance.isEmpty() ? each.isWell() : each.name().equals(instance))
            .toList();
    if (meant.isEmpty()) {
      throw new IOException(
          instance.isEmpty()
              ? "no instance of " + service + " is well"
              : "no instance of "
                  + service
                  + " that runs is called "
                  + instance
                  + "; there are "
                  + running.stream().map(Staff.Running::name).toList());
    }
    return meant.get(chance.applyAsInt(meant.size()));
  }

  private String process(long pid, Map<String, String> values) throws IOException {
    Quarry quarry =
        Quarry.of(pid).orElseThrow(() -> new IOException("process " + pid + " is gone"));
    if (pid == ProcessHandle.current().pid() || pid == 1) {
      throw new IOException("process " + pid + " is naosu itself, or holds the whole machine");
    }
    values.put("pid", Long.toString(quarry.pid()));
    values.put("birth", Long.toString(quarry.birth()));
    values.put("agent", settings.agent().toString());
    return "process " + pid;
  }

  private static long pid(String pidFile) throws IOException {
    String text = pidFile;
    if (pidFile.startsWith("/")) {
      Path file = Path.of(pidFile);
      if (!Files.isRegularFile(file)) {
        throw new IOException("there is no " + pidFile + "; does the process run?");
      }
      text = Files.readString(file).strip();
    }
    if (!text.matches("[1-9]\\d{0,9}")) {
      throw new IOException(pidFile + " holds no number of a process");
    }
    return Long.parseLong(text);
  }

  /// The real place of a directory that may be filled.
  private Path allowed(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      throw new IOException("there is no directory " + path);
    }
    Path real = path.toRealPath();
    for (Path root : settings.roots()) {
      if (Files.isDirectory(root) && real.startsWith(root.toRealPath())) {
        return real;
      }
    }
    throw new IOException(
        real
            + " is below none of the directories that may be filled "
            + settings.roots()
            + "; name it in chaos: {roots: [...]} of naosu-server.yml, or with --root");
  }

  private static void enough(int megabytes) throws IOException {
    Path file = Path.of("/proc/meminfo");
    if (!Files.isReadable(file)) {
      return;
    }
    Optional<Long> free =
        Files.readAllLines(file).stream()
            .filter(line -> line.startsWith("MemAvailable:"))
            .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
            .findFirst();
    if (free.isPresent() && free.get() < megabytes + SPARE_MEGABYTES) {
      throw new IOException(
          "only "
              + free.get()
              + " MB of memory are free, and "
              + SPARE_MEGABYTES
              + " of them are left to the machine; hold fewer than "
              + megabytes);
    }
  }

  @Override
  public Start begin(Fault fault) throws InterruptedException {
    Prepared prepared;
    try {
      Files.createDirectories(settings.notes());
      prepared = prepared(fault);
    } catch (IOException e) {
      return new Start.Failed(String.valueOf(e.getMessage()));
    }
    try {
      Process process = started(fault);
      Lines lines = Lines.of(process);
      try {
        Writer orders = process.outputWriter(StandardCharsets.UTF_8);
        orders.write(prepared.note().written());
        orders.flush();
        String said = lines.next(BEGINNING);
        if (said.startsWith("on ")) {
          return new Start.Acting(
              said.substring("on ".length()) + " (" + prepared.words() + ")",
              new ByHolder(process, lines, new Leftovers(settings.notes())));
        }
        end(process);
        return new Start.Failed(said.replaceFirst("^failed ", ""));
      } catch (IOException | InterruptedException e) {
        end(process);
        throw e;
      }
    } catch (IOException e) {
      return new Start.Failed("its holder does not begin: " + e.getMessage());
    }
  }

  private static void end(Process process) {
    // its input ends, and it puts everything back
    try {
      process.getOutputStream().close();
    } catch (IOException _) {
      // it is gone already
    }
    boolean interrupted = Thread.interrupted();
    try {
      if (!process.waitFor(ENDING.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroy();
      }
    } catch (InterruptedException _) {
      interrupted = true;
      process.destroy();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Process started(Fault fault) throws IOException {
    List<String> words = new ArrayList<>();
    if (isOnPath("setsid")) {
      // Ctrl-C at the terminal is for whoever began it, who then tells it
      words.add("setsid");
    }
    int megabytes =
        OWN_MEGABYTES
            + (fault.kind() == FaultKind.MEMORY ? fault.arguments().count("megabytes") : 0);
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "-Xmx" + megabytes * 5 / 4 + "m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-cp",
            place(Holder.class).toString(),
            Holder.class.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
    OwnSecrets.keepFrom(builder.environment());
    return builder.start();
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .filter(each -> !each.isEmpty())
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }

  private static Path place(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  /// What a holder says.
  private record Lines(BufferedReader reader) {
    static Lines of(Process process) {
      return new Lines(
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
    }

    /// @throws IOException with a text for people, when it says nothing
    String next(Duration limit) throws IOException, InterruptedException {
      CompletableFuture<@Nullable String> line = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  line.complete(reader.readLine());
                } catch (IOException e) {
                  line.completeExceptionally(e);
                }
              });
      try {
        String said = line.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (said == null) {
          throw new IOException("it ended without a word");
        }
        return said;
      } catch (ExecutionException e) {
        throw new IOException("it cannot be heard", e);
      } catch (TimeoutException _) {
        throw new IOException("it said nothing for " + limit.toSeconds() + " s");
      }
    }
  }

  /// A fault held by a process.
  private static final class ByHolder implements Held {
    private final Process process;
    private final Lines lines;
    private final Leftovers leftovers;
    private @Nullable Ended ended;

    ByHolder(Process process, Lines lines, Leftovers leftovers) {
      this.process = process;
      this.lines = lines;
      this.leftovers = leftovers;
    }

    @Override
    public synchronized Ended end() {
      Ended known = ended;
      if (known == null) {
        known = ending();
        ended = known;
      }
      return known;
    }

    private Ended ending() {
      boolean interrupted = Thread.interrupted();
      try {
        while (true) {
          try {
            // ends its input, which it takes for an order; it may have ended before, by itself
            process.getOutputStream().close();
            return said(lines.next(ENDING));
          } catch (InterruptedException _) {
            interrupted = true;
          } catch (IOException e) {
            return swept(String.valueOf(e.getMessage()));
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private static Ended said(String line) {
      return line.startsWith("off ")
          ? new Ended.Back(line.substring("off ".length()))
          : new Ended.Stuck(line.replaceFirst("^stuck ", ""));
    }

    /// The holder is gone; what it wrote down is left.
    private Ended swept(String why) {
      process.destroyForcibly();
      try {
        if (!process.waitFor(ENDING.toMillis(), TimeUnit.MILLISECONDS)) {
          return new Ended.Stuck("the process that holds the fault does not end: " + why);
        }
        List<String> done = leftovers.putBack();
        return new Ended.Back(done.isEmpty() ? "nothing to put back" : String.join("; ", done));
      } catch (IOException e) {
        return new Ended.Stuck(why + "; " + e.getMessage());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return new Ended.Stuck("interrupted while it was put back: " + why);
      }
    }
  }
}

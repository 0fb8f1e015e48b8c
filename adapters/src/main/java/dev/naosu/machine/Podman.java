package dev.naosu.machine;

import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Cages that are containers of podman, without an image: their root is a directory of mount
/// points.
final class Podman implements Isolation {
  private static final Path GUARDIAN = Path.of("/usr/bin/setpriv");
  private static final String PREFIX = "naosu-";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Where the first program of a container is.
  private static final String ENTRY = "/run/enter";

  /// A user who is nobody's: the root of a container, as which nothing of a cage runs.
  private static final int NOBODYS = Integer.MAX_VALUE - 1;

  private static final int FILES = 4096;

  /// What a container is started by, since it is no child of that and does not end with it. It is
  /// told of naosu's end, however that comes, and removes the container then. The input goes by a
  /// descriptor of its own, for a shell gives none to what it does not wait for.
  private static final String GUARD =
      """
      podman=$1 name=$2
      shift 2
      exec 4<&0
      trap 'trap "" TERM INT HUP
        kill $! 2>/dev/null
        wait $!
        "$podman" rm -f -t 0 "$name" >/dev/null 2>&1
        exit 137' TERM INT HUP
      "$podman" "$@" <&4 4<&- &
      exec 4<&- </dev/null
      wait $!
      exit $?
      """;

  /// What a person's or a system's settings add to every container is left out: subscriptions,
  /// variables of proxies, records of events.
  private static final List<String> GLOBAL =
      List.of(
          "--log-level", "error", "--default-mounts-file", "/dev/null", "--events-backend", "none");

  private static final List<String> APART =
      List.of(
          "--rm",
          "--interactive",
          "--sig-proxy=false",
          // the program has naosu's own pipes, as in any other enclosure
          "--log-driver",
          "passthrough",
          "--network",
          "none",
          "--pid",
          "private",
          "--ipc",
          "private",
          "--uts",
          "private",
          "--cgroupns",
          "private",
          "--hostname",
          Furniture.HOST,
          "--no-hosts",
          "--passwd=false",
          "--systemd=false",
          "--read-only",
          "--read-only-tmpfs=false",
          "--cap-drop",
          "all",
          "--security-opt",
          "no-new-privileges",
          // else the files of the copy had to be marked for containers
          "--security-opt",
          "label=disable",
          "--unsetenv-all",
          "--http-proxy=false",
          "--env",
          "HOME=" + Furniture.HOME);

  private final Path program;
  private final Path own;
  private final Path root;
  private final boolean isRoot;

  private Podman(Path program, Path own, Path root, boolean isRoot) {
    this.program = program;
    this.own = own;
    this.root = root;
    this.isRoot = isRoot;
  }

  /// @param own existing directory for what is laid into containers
  static Podman on(Path program, Path own) throws IOException {
    Path root = Files.createDirectories(own.resolve("root"));
    for (String name : List.of("dev", "etc", "proc", "run", "sys", "tmp")) {
      Files.createDirectories(root.resolve(name));
    }
    // else podman makes it a link that leads out of here
    Files.write(root.resolve("etc").resolve("mtab"), new byte[0], StandardOpenOption.CREATE);
    // what is mounted there gets the rights of what it is mounted on
    Files.setPosixFilePermissions(
        root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
    boolean isRoot = Integer.valueOf(0).equals(Files.getAttribute(own, "unix:uid"));
    Podman podman = new Podman(program, own, root, isRoot);
    podman.removeLeftovers();
    return podman;
  }

  /// Removes the containers of a naosu whose guards were killed with it.
  private void removeLeftovers() {
    if (ask("ps", "-a", "--filter", "name=^" + PREFIX, "--format", "{{.Names}}")
        instanceof Exit.Finished finished) {
      for (String name : finished.output().split("\\s+", -1)) {
        if (name.matches(PREFIX + "\\d{1,9}-.*")
            && ProcessHandle.of(Long.parseLong(name.split("-", 3)[1])).isEmpty()) {
          ask("rm", "-f", "-t", "0", name);
        }
      }
    }
  }

  private Exit ask(String... words) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    return ProcessSandbox.create().run(new Command(command, own, Map.of(), PATIENCE));
  }

  @Override
  public Enclosure.Entry enter(Interior interior) throws IOException {
    String name = PREFIX + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    Path entry = own.resolve(name);
    Files.createFile(
        entry, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(entry, entry(interior.environment()));
    List<String> words =
        new ArrayList<>(
            List.of(
                GUARDIAN.toString(),
                "--pdeathsig",
                "TERM",
                "/bin/sh",
                "-c",
                GUARD,
                "cage",
                program.toString(),
                name));
    words.addAll(GLOBAL);
    words.addAll(List.of("run", "--name", name));
    words.addAll(APART);
    words.addAll(user());
    words.addAll(bounds(interior));
    List<Mount> mounts = new ArrayList<>(interior.mounts());
    mounts.add(new Mount(entry, ENTRY, false));
    for (Mount mount : present(mounts)) {
      words.addAll(List.of("--volume", volume(mount)));
    }
    words.addAll(List.of("--workdir", interior.directory().toString()));
    words.addAll(List.of("--rootfs", root.toString(), "/bin/sh", ENTRY));
    words.addAll(interior.words());
    return new Inside(words, entry);
  }

  /// A namespace in which who runs naosu is nobody, and nobody else is there but a root that owns
  /// nothing outside. Without root's rights the numbers are those podman was given for its user.
  private List<String> user() {
    String nobody = "65534:0:1";
    String rootless = "0:" + (isRoot ? NOBODYS : 1) + ":1";
    return List.of(
        "--uidmap",
        nobody,
        "--uidmap",
        rootless,
        "--gidmap",
        nobody,
        "--gidmap",
        rootless,
        "--user",
        "65534:65534");
  }

  private List<String> bounds(Interior interior) {
    CageLimits limits = interior.limits();
    List<String> words =
        new ArrayList<>(
            List.of(
                "--tmpfs",
                "/tmp:rw,exec,nosuid,nodev,size=" + limits.temporaryBytes(),
                // its own are more than some users may have
                "--ulimit",
                "nofile=" + FILES + ":" + FILES,
                "--ulimit",
                "nproc=" + limits.processes() + ":" + limits.processes(),
                // should both naosu and the guard be killed
                "--timeout",
                Long.toString(interior.time().plusMinutes(1).toSeconds())));
    // with version 1 of control groups podman bounds for root alone, and warns others each time
    if (isRoot || Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"))) {
      String memory = Long.toString(limits.memoryBytes());
      words.addAll(
          List.of(
              "--pids-limit",
              Long.toString(limits.processes()),
              "--memory",
              memory,
              "--memory-swap",
              memory,
              "--cpus",
              Integer.toString(Runtime.getRuntime().availableProcessors())));
    }
    return words;
  }

  /// The shell that is the first process: one has to be there for children that lost their parents.
  /// It sets the variables, which on the command line everybody could read.
  private static String entry(Map<String, String> environment) throws IOException {
    // set by podman in every container
    StringBuilder script = new StringBuilder("unset HOSTNAME\n");
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      if (!variable.getKey().matches("[A-Za-z_][A-Za-z_0-9]*")) {
        throw new IOException(
            "the variable "
                + variable.getKey()
                + " cannot be given to a container: use letters, digits and _ in its name");
      }
      script
          .append("export ")
          .append(variable.getKey())
          .append('=')
          .append(ShellWord.quoted(variable.getValue()))
          .append('\n');
    }
    return script.append("\"$@\"\nexit $?\n").toString();
  }

  /// Those that are there, the later one of two at the same place.
  private static Iterable<Mount> present(List<Mount> mounts) throws IOException {
    List<Path> points = MountPoints.ofThisProcess();
    Map<String, Mount> present = new LinkedHashMap<>();
    for (Mount mount : mounts) {
      if (Files.exists(mount.from())) {
        present.put(mount.to(), mount);
        if (!mount.writable()) {
          // read-only is the mount alone, not what is mounted below it
          Path from = mount.from().toRealPath();
          for (Path point : points) {
            if (point.startsWith(from) && !point.equals(from)) {
              String to = Path.of(mount.to()).resolve(from.relativize(point)).toString();
              present.putIfAbsent(to, new Mount(point, to, false));
            }
          }
        }
      }
    }
    return present.values();
  }

  private String volume(Mount mount) throws IOException {
    if ((mount.from() + mount.to()).contains(":")) {
      throw new IOException(
          mount.from() + " cannot be shown to a container: there is a colon in its name");
    }
    Path point = root.resolve("." + mount.to()).normalize();
    if (!mount.to().startsWith(Furniture.HOME + "/")) {
      if (Files.isDirectory(mount.from())) {
        Files.createDirectories(point);
      } else {
        Files.createDirectories(point.getParent());
        Files.write(point, new byte[0], StandardOpenOption.CREATE);
      }
    }
    return mount.from() + ":" + mount.to() + (mount.writable() ? ":rw" : ":ro") + ",nosuid,nodev";
  }

  /// One program in a container.
  ///
  /// @param entry its first program
  private record Inside(List<String> words, Path entry) implements Enclosure.Entry {
    /// That of podman, which needs to know whose it is; the program has its own.
    @Override
    public void fill(Map<String, String> environment) {
      OwnSecrets.keepFrom(environment);
    }

    @Override
    public Process start(ProcessBuilder builder) throws IOException {
      return new GuardedProcess(LastingThread.start(builder));
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(entry);
      } catch (IOException _) {
        // it goes with the directory
      }
    }
  }
}

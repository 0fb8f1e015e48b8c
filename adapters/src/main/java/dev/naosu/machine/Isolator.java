package dev.naosu.machine;

import java.io.IOException;
import java.nio.file.Path;

/// What makes cages, the best first.
public enum Isolator {
  BUBBLEWRAP(
      "bubblewrap",
      "bwrap",
      "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1,"
          + " kernel.apparmor_restrict_unprivileged_userns=0; in a container, one that permits"
          + " them)"),
  PODMAN(
      "podman",
      "podman",
      "see whether podman 4 or newer runs any container here (podman run --rm --network none"
          + " --rootfs DIRECTORY), and whether /etc/subuid and /etc/subgid have a range for you");

  private final String title;
  private final String program;
  private final String remedy;

  Isolator(String title, String program, String remedy) {
    this.title = title;
    this.program = program;
    this.remedy = remedy;
  }

  /// Its name for people, and that of the package that has it.
  public String title() {
    return title;
  }

  /// The command that it is.
  String program() {
    return program;
  }

  /// What people can do where it is installed and makes no cage.
  String remedy() {
    return remedy;
  }

  /// @param found the command
  /// @param own existing directory for what is laid into cages
  Isolation with(Path found, Path own) throws IOException {
    return switch (this) {
      case BUBBLEWRAP -> Bubblewrap.on(found);
      case PODMAN -> Podman.on(found, own);
    };
  }
}

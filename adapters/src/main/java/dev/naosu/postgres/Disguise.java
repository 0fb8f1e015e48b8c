package dev.naosu.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Who runs the server. PostgreSQL refuses to run as root, so root has to look like somebody else.
///
/// @param words in front of each command; empty when nothing is needed
/// @param owner user id that the files must belong to; empty to leave them as they are
record Disguise(List<String> words, OptionalInt owner) {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Disguise NONE = new Disguise(List.of(), OptionalInt.empty());

  /// Root without any right, in a user namespace of its own: the files stay root's.
  private static final Disguise NAMESPACE =
      new Disguise(List.of("unshare", "-U"), OptionalInt.empty());

  Disguise {
    words = List.copyOf(words);
  }

  /// The first way that works here.
  ///
  /// @param data data directory; when it exists, its owner runs the server
  static Disguise forOwnerOf(Path data) throws IOException {
    Path self = Path.of("/proc/self");
    boolean root = Files.isDirectory(self) ? userOf(self) == 0 : isNamedRoot();
    if (!root) {
      // initdb wants its user in the list of users; where that is not so, a namespace helps
      return isNameless() && works(NAMESPACE) ? NAMESPACE : NONE;
    }
    int owner = Files.isDirectory(data) ? userOf(data) : 0;
    if (owner == 0 && works(NAMESPACE)) {
      return NAMESPACE;
    }
    Disguise other = as(owner == 0 ? otherUser() : owner);
    if (works(other)) {
      return other;
    }
    throw new DatabaseUnavailable(
        "PostgreSQL does not run as root, and neither unshare nor setpriv (package util-linux)"
            + " works here; start naosu as another user, or give it a PostgreSQL with --database"
            + " URL");
  }

  /// Another user for real.
  static Disguise as(int user) {
    return new Disguise(
        List.of(
            "setpriv",
            "--reuid=" + user,
            "--regid=" + user,
            "--clear-groups",
            "--inh-caps=-all",
            "--no-new-privs"),
        OptionalInt.of(user));
  }

  /// Gives a tree to the user who is to work with it, if it is not theirs.
  void own(Path root) throws IOException {
    if (owner.isEmpty() || userOf(root) == owner.getAsInt()) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.setAttribute(file, "unix:uid", owner.getAsInt(), LinkOption.NOFOLLOW_LINKS);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean works(Disguise disguise) {
    List<String> command = new ArrayList<>(disguise.words());
    command.add("true");
    return new Programs(List.of()).run(Path.of("/"), command, "", LIMIT).succeeded();
  }

  private static boolean isNamedRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static boolean isNameless() {
    return System.getProperty("user.name").equals("?");
  }

  /// The user of a PostgreSQL package, or else nobody.
  private static int otherUser() throws IOException {
    Path users = Path.of("/etc/passwd");
    if (!Files.isReadable(users)) {
      return 65534;
    }
    try (Stream<String> lines = Files.lines(users)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length > 2 && fields[0].equals("postgres"))
          .mapToInt(fields -> Integer.parseInt(fields[2]))
          .findFirst()
          .orElse(65534);
    }
  }

  private static int userOf(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:uid");
  }
}

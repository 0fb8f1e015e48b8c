package dev.naosu.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Cages of bubblewrap, and of control groups where some can be made.
///
/// @param program its command
record Bubblewrap(Path program) implements Isolation {
  static Bubblewrap on(Path program) {
    ControlGroup.removeLeftovers();
    return new Bubblewrap(program);
  }

  @Override
  public Enclosure.Entry enter(Interior interior) {
    return new Inside(interior, words(interior), ControlGroup.make(interior.limits()));
  }

  private List<String> words(Interior interior) {
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
                Long.toString(interior.limits().temporaryBytes()),
                "--tmpfs",
                "/tmp"));
    for (Mount mount : interior.mounts()) {
      words.addAll(
          List.of(
              mount.writable() ? "--bind" : "--ro-bind-try", mount.from().toString(), mount.to()));
    }
    // the root itself is a file system in memory: read-only, or it could be filled
    words.addAll(List.of("--remount-ro", "/", "--chdir", interior.directory().toString(), "--"));
    words.addAll(interior.words());
    return words;
  }

  /// @param caged what is started in place of the program
  private record Inside(Interior interior, List<String> caged, ControlGroup group)
      implements Enclosure.Entry {
    @Override
    public List<String> words() {
      return group.enter(caged);
    }

    @Override
    public void fill(Map<String, String> environment) {
      // emptied before the cage begins, not inside of it: what its first process was started with
      // can be read there, as /proc/1/environ
      environment.clear();
      environment.putAll(interior.environment());
    }

    @Override
    public Process start(ProcessBuilder builder) throws IOException {
      return LastingThread.start(builder);
    }

    @Override
    public void close() {
      group.close();
    }
  }
}

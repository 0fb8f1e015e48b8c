package dev.naosu.machine;

import java.util.ArrayList;
import java.util.List;

/// How a child JVM answers: by a file descriptor of its own, so that what the JVM itself prints to
/// standard output, such as `-Xlog` or a flight recorder's messages, never stands between answers.
public final class AnswerChannel {
  /// The file that the child writes its answers to.
  public static final String PATH = "/dev/fd/3";

  /// Java starts no process with more than three descriptors, and a shell does: the pipe that would
  /// have been standard output becomes the third, and standard output goes where errors go.
  private static final List<String> SHELL =
      List.of("/bin/sh", "-c", "exec \"$@\" 3>&1 1>&2", "naosu-child");

  private AnswerChannel() {}

  /// The command line that starts a command with the channel: what is read as the process's output
  /// is then what the command writes to [#PATH]. It is opened within an [Enclosure], for not every
  /// one hands on more than three descriptors.
  public static List<String> open(List<String> command) {
    List<String> whole = new ArrayList<>(SHELL);
    whole.addAll(command);
    return whole;
  }
}

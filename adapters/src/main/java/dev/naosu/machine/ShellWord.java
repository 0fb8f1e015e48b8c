package dev.naosu.machine;

/// Words on a command line for a shell.
public final class ShellWord {
  private ShellWord() {}

  /// One word, whatever is in it.
  public static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}

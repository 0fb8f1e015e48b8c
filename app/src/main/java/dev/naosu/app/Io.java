package dev.naosu.app;

import dev.naosu.app.tell.Ink;
import dev.naosu.app.tell.Screen;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The streams of this process and what is known of them.
///
/// @param outIsTerminal whether standard output is a terminal
/// @param errIsTerminal whether standard error is one
/// @param colour whether the environment allows colours
/// @param columns width of the terminal
record Io(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    boolean colour,
    int columns) {
  private static final int USUAL_COLUMNS = 100;

  /// Text is always written as UTF-8, as git and cargo do. The launcher tells what is a terminal.
  static Io ofThisProcess(Map<String, String> environment) {
    boolean dumb = "dumb".equals(environment.get("TERM"));
    return new Io(
        System.in,
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Boolean.getBoolean("naosu.out.terminal") && !dumb,
        Boolean.getBoolean("naosu.err.terminal") && !dumb,
        environment.getOrDefault("NO_COLOR", "").isEmpty(),
        Integer.getInteger("naosu.columns", USUAL_COLUMNS));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /// Standard output for people.
  Screen outScreen(boolean colourWanted) {
    return new Screen(
        out, outIsTerminal, new Ink(outIsTerminal && colour && colourWanted), columns);
  }

  /// What is told to nobody.
  Screen noScreen() {
    return new Screen(
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
        false,
        new Ink(false),
        columns);
  }

  /// Standard error for people.
  Screen errScreen(boolean colourWanted) {
    return new Screen(
        err, errIsTerminal, new Ink(errIsTerminal && colour && colourWanted), columns);
  }
}

package dev.naosu.app.serve;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogManager;

/// The log of a server: lines of JSON on standard error, of what naosu does and of what troubles
/// the libraries under it.
public final class Logs {
  private Logs() {}

  /// Begins it for this process; to be called before anything else logs.
  public static void begin() throws IOException {
    begin(Level.WARNING, Level.INFO);
  }

  /// Tells only what goes wrong in earnest, where people watch the same terminal.
  public static void beginQuietly() throws IOException {
    begin(Level.SEVERE, Level.SEVERE);
  }

  /// What a sender of gRPC does wrong is told to the sender; the library would write it here too.
  private static void begin(Level libraries, Level own) throws IOException {
    String settings =
        """
        handlers = java.util.logging.ConsoleHandler
        java.util.logging.ConsoleHandler.level = ALL
        java.util.logging.ConsoleHandler.encoding = UTF-8
        java.util.logging.ConsoleHandler.formatter = dev.naosu.app.serve.JsonLines
        .level = %s
        io.grpc.level = SEVERE
        dev.naosu.level = %s
        """
            .formatted(libraries.getName(), own.getName());
    LogManager.getLogManager()
        .readConfiguration(new ByteArrayInputStream(settings.getBytes(StandardCharsets.UTF_8)));
  }
}

package dev.naosu.app.serve;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/// The log of a server: lines of JSON on standard error, of what naosu does and of what troubles
/// the libraries under it.
public final class Logs {
  private static final String SETTINGS =
      """
      handlers = java.util.logging.ConsoleHandler
      java.util.logging.ConsoleHandler.level = ALL
      java.util.logging.ConsoleHandler.encoding = UTF-8
      java.util.logging.ConsoleHandler.formatter = dev.naosu.app.serve.JsonLines
      .level = WARNING
      dev.naosu.level = INFO
      """;

  private Logs() {}

  /// Begins it for this process; to be called before anything else logs.
  public static void begin() throws IOException {
    LogManager.getLogManager()
        .readConfiguration(new ByteArrayInputStream(SETTINGS.getBytes(StandardCharsets.UTF_8)));
  }
}

package dev.naosu.app;

import dev.naosu.app.web.TestHouse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// Command lines for a server as somebody types them, and what they print.
final class TypedLine {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();
  private final InstantSource clock;

  /// At noon.
  TypedLine() {
    this(() -> TestHouse.NOON);
  }

  TypedLine(InstantSource clock) {
    this.clock = clock;
  }

  /// Variables for the next lines.
  Map<String, String> environment() {
    return environment;
  }

  int run(String... words) {
    out.reset();
    err.reset();
    Io io =
        new Io(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            true,
            110);
    return new Main(
            io,
            (_, _) -> {
              throw new IOException("no project is healed here");
            },
            _ -> {
              throw new IllegalStateException("no machine is examined here");
            },
            clock,
            environment)
        .run(words);
  }

  String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}

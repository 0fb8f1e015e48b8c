package dev.naosu.bench.proxy;

import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What wrk got through when it asked as fast as it was answered.
///
/// @param perSecond requests answered in a second
/// @param failed requests that were not answered with 2xx or 3xx, or not at all
record Saturation(double perSecond, long failed) {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern BROKEN =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
  private static final Duration SLACK = Duration.ofSeconds(30);

  static Saturation measured(
      int port, int threads, int connections, Duration length, Path directory, Sandbox sandbox)
      throws IOException {
    Exit exit =
        sandbox.run(
            new Command(
                List.of(
                    "wrk",
                    "-t" + threads,
                    "-c" + connections,
                    "-d" + length.toSeconds() + "s",
                    "http://127.0.0.1:" + port + "/"),
                directory,
                Map.of(),
                length.plus(SLACK)));
    if (!(exit instanceof Exit.Finished done) || !done.succeeded()) {
      throw new IOException("wrk did not measure: " + exit);
    }
    return read(done.output());
  }

  /// @param output of wrk 4
  static Saturation read(String output) throws IOException {
    Matcher rate = RATE.matcher(output);
    if (!rate.find()) {
      throw new IOException("wrk tells no rate: " + output);
    }
    long failed = 0;
    Matcher bad = BAD.matcher(output);
    if (bad.find()) {
      failed += Long.parseLong(bad.group(1));
    }
    Matcher broken = BROKEN.matcher(output);
    if (broken.find()) {
      for (int i = 1; i <= broken.groupCount(); i++) {
        failed += Long.parseLong(broken.group(i));
      }
    }
    return new Saturation(Double.parseDouble(rate.group(1)), failed);
  }
}

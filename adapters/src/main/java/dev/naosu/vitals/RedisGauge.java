package dev.naosu.vitals;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Asks a Redis how it is: two questions in its own protocol, which need no client.
public final class RedisGauge implements Vitals.Gauge {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int MOST_BYTES = 64 * 1024;

  private final String host;
  private final int port;
  private final String password;
  private final InstantSource clock;

  /// @param password empty for none
  public RedisGauge(String host, int port, String password, InstantSource clock) {
    this.host = host;
    this.port = port;
    this.password = password;
    this.clock = clock;
  }

  @Override
  public Vitals measure(Target target) {
    Readings readings = new Readings();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
      socket.setSoTimeout((int) PATIENCE.toMillis());
      readings.put("tcp.up", true);
      if (!password.isEmpty()) {
        ask(socket, "AUTH", password);
      }
      String memory = ask(socket, "INFO", "memory");
      readings.put("redis.up", memory.startsWith("$"));
      readings.share("redis.memory", number(memory, "used_memory:"), number(memory, "maxmemory:"));
    } catch (IOException e) {
      readings.put("redis.up", false);
    }
    return readings.of(target, clock.instant());
  }

  private static double number(String answer, String name) {
    return answer
        .lines()
        .filter(line -> line.matches(name + "\\d{1,18}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElse(0);
  }

  /// One line, or a text that begins with its length.
  private static String ask(Socket socket, String... words) throws IOException {
    StringBuilder question = new StringBuilder("*" + words.length + "\r\n");
    for (String each : List.of(words)) {
      int bytes = each.getBytes(StandardCharsets.UTF_8).length;
      question.append('$').append(bytes).append("\r\n").append(each).append("\r\n");
    }
    socket.getOutputStream().write(question.toString().getBytes(StandardCharsets.UTF_8));
    InputStream in = socket.getInputStream();
    String first = line(in);
    if (!first.matches("\\$\\d{1,7}")) {
      return first;
    }
    int length = Math.min(MOST_BYTES, Integer.parseInt(first.substring(1)));
    byte[] text = in.readNBytes(length + 2);
    return first + "\n" + new String(text, StandardCharsets.UTF_8);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int letter = in.read(); letter != '\n'; letter = in.read()) {
      if (letter < 0 || line.length() > MOST_BYTES) {
        throw new IOException("the answer breaks off");
      }
      line.append((char) letter);
    }
    return line.toString().stripTrailing();
  }
}

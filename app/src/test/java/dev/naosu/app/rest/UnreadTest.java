package dev.naosu.app.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.Role;
import dev.naosu.app.web.TestHouse;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Over a socket: what a client library makes of an answer to a body that nobody reads differs.
class UnreadTest {
  private static final int FAR_TOO_MUCH = 40 << 20;

  private TestHouse house;

  @BeforeEach
  void open() throws IOException {
    house = new TestHouse().start();
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void after_a_body_that_was_too_large_the_next_request_is_answered() throws IOException {
    try (Line line = new Line()) {
      line.write(post(house.token(Role.OPERATOR), "Content-Length: 2000000"));
      line.write(new byte[2_000_000]);
      Answer refused = line.read();
      assertThat(refused.head()).startsWith("HTTP/1.1 413 ").doesNotContain("Connection: close");
      line.write("GET /health HTTP/1.1\r\nHost: naosu\r\n\r\n");
      assertThat(line.read().head()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void after_one_without_a_token_too() throws IOException {
    try (Line line = new Line()) {
      line.write(post("nobody", "Transfer-Encoding: chunked"));
      for (int i = 0; i < 100; i++) {
        line.write("1000\r\n");
        line.write(new byte[0x1000]);
        line.write("\r\n");
      }
      line.write("0\r\n\r\n");
      assertThat(line.read().head()).startsWith("HTTP/1.1 401 ");
      line.write("GET /health HTTP/1.1\r\nHost: naosu\r\n\r\n");
      assertThat(line.read().head()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void who_announces_far_too_much_is_told_that_the_connection_ends() throws IOException {
    try (Line line = new Line()) {
      line.write(post(house.token(Role.OPERATOR), "Content-Length: " + FAR_TOO_MUCH));
      Answer refused = line.read();
      assertThat(refused.head()).startsWith("HTTP/1.1 413 ").contains("Connection: close");
      assertThat(refused.body()).contains("At most 10000 bytes");
      assertThat(line.isAtItsEnd()).isTrue();
    }
  }

  @Test
  void who_sends_pieces_without_end_is_told_too() throws IOException {
    try (Line line = new Line()) {
      line.write(post(house.token(Role.OPERATOR), "Transfer-Encoding: chunked"));
      byte[] piece = new byte[0x10000];
      for (int sent = 0; sent <= 16 << 20; sent += piece.length) {
        line.write("10000\r\n");
        line.write(piece);
        line.write("\r\n");
      }
      assertThat(line.read().head()).startsWith("HTTP/1.1 413 ").contains("Connection: close");
    }
  }

  @Test
  void who_asks_first_is_not_asked_for_a_body_that_nobody_wants() throws IOException {
    try (Line line = new Line()) {
      line.write(post("nobody", "Content-Length: 5000\r\nExpect: 100-continue"));
      Answer refused = line.read();
      assertThat(refused.head()).startsWith("HTTP/1.1 401 ").contains("Connection: close");
      assertThat(line.isAtItsEnd()).isTrue();
    }
  }

  private static String post(String token, String headers) {
    return "POST /api/v1/events HTTP/1.1\r\nHost: naosu\r\nContent-Type: text/plain\r\n"
        + "Authorization: Bearer "
        + token
        + "\r\n"
        + headers
        + "\r\n\r\n";
  }

  private record Answer(String head, String body) {}

  /// One connection.
  private final class Line implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    Line() throws IOException {
      socket = new Socket("127.0.0.1", house.at("/").getPort());
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    }

    void write(String text) throws IOException {
      write(text.getBytes(US_ASCII));
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    Answer read() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        assertThat(next).as("the answer ends after: " + head).isNotNegative();
        head.append((char) next);
      }
      int length =
          head.toString()
              .lines()
              .filter(line -> line.startsWith("Content-Length: "))
              .mapToInt(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
              .findFirst()
              .orElseThrow();
      return new Answer(head.toString(), new String(in.readNBytes(length), US_ASCII));
    }

    boolean isAtItsEnd() throws IOException {
      return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}

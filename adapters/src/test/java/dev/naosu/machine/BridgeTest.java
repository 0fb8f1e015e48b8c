package dev.naosu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.machine.ProcessSandbox.Followed;
import dev.naosu.sandbox.Command;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The JDK's own file server stands for a service.
@Timeout(60)
@ParameterizedClass
@EnumSource(Isolator.class)
class BridgeTest {
  private final Isolator isolator;

  @TempDir Path own;
  @TempDir Path copy;

  BridgeTest(Isolator isolator) {
    this.isolator = isolator;
  }

  @Test
  void a_service_in_the_cage_is_reached_by_its_port() throws Exception {
    Cage cage = TestCage.found(isolator, own, CageLimits.USUAL);
    Files.writeString(copy.resolve("page.txt"), "from within ".repeat(20_000));
    Loopback at = Loopback.free();
    try (Followed service = ProcessSandbox.within(cage).follow(serving(at.port()), at)) {
      awaited(at, service);
      assertThat(page(at, "/page.txt")).isEqualTo("from within ".repeat(20_000));
      assertThat(page(at, "/nothing")).contains("not found");
    }
    assertThat(at.isListenedTo()).isFalse();
  }

  @Test
  void nothing_is_listened_to_outside_while_nothing_listens_inside() throws Exception {
    Cage cage = TestCage.found(isolator, own, CageLimits.USUAL);
    Loopback at = Loopback.free();
    Loopback other = Loopback.free();
    try (Followed service = ProcessSandbox.within(cage).follow(serving(other.port()), at)) {
      // it listens elsewhere: had there been a way, it would be there by now
      Thread.sleep(3_000);
      assertThat(service.exitCode()).isEmpty();
      assertThat(at.isListenedTo()).isFalse();
      assertThat(other.isListenedTo()).isFalse();
    }
  }

  private Command serving(int port) {
    return new Command(
        List.of(
            Furniture.ownJava().resolve("bin/java").toString(),
            "-m",
            "jdk.httpserver",
            "-b",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-d",
            copy.toString()),
        copy,
        Map.of(),
        Duration.ofMinutes(1));
  }

  private static void awaited(Loopback at, Followed service) throws InterruptedException {
    while (!at.isListenedTo()) {
      assertThat(service.exitCode()).isEmpty();
      Thread.sleep(20);
    }
  }

  private static String page(Loopback at, String path) throws IOException, InterruptedException {
    try (HttpClient client = Loopback.client()) {
      return client
          .send(HttpRequest.newBuilder(at.uri(path)).build(), HttpResponse.BodyHandlers.ofString())
          .body()
          .toLowerCase(Locale.ROOT);
    }
  }
}

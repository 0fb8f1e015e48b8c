package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.naosu.app.serve.ServerConfig.Reading;
import dev.naosu.git.ServiceRepository;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.publish.Parcel;
import dev.naosu.ship.publish.Parcel.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A publisher in a process of its own, as a server starts it.
class WayOutIT {
  private static final String OLD = "class Cart {\n  int a = sum / count;\n}\n";
  private static final String NEW = "class Cart {\n  int a = count == 0 ? 0 : sum / count;\n}\n";
  private static final String BRANCH = "auto-fix/incident-7-3f9a1c";

  @TempDir Path place;

  @Test
  void the_token_is_read_by_the_publisher_and_never_comes_into_this_process() throws Exception {
    // made by another process, so that only whoever reads the file knows it
    run("sh", "-c", "tr -dc a-z </dev/urandom | head -c 40 >token");
    ServerConfig config =
        config(
            """
            services:
              - name: shop
                repository: http://127.0.0.1:1/team/shop.git
                forge: {kind: gitea, url: "http://127.0.0.1:1", repository: team/shop, tokenFile: token}
            """);
    try (WayOut out = WayOut.begin(config, data(), WayOut.ownCommand())) {
      // it answers only when it has read its tokens
      out.await();
      Path heap = place.resolve("heap.hprof");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpHeap(heap.toString(), false);
      String token = Files.readString(place.resolve("token"));
      assertThat(token).hasSize(40);
      assertThat(holds(heap, token)).isFalse();
      assertThat(holds(heap, "http://127.0.0.1:1")).as("the dump is read as it should").isTrue();
      try (Stream<Path> files = Files.walk(data())) {
        for (Path each : files.filter(Files::isRegularFile).toList()) {
          assertThat(Files.readString(each, StandardCharsets.ISO_8859_1)).doesNotContain(token);
        }
      }
    }
    assertThat(publishers()).as("it ends with whoever has started it").isEmpty();
  }

  @Test
  void a_token_that_is_none_is_told_at_the_start() throws Exception {
    Files.writeString(place.resolve("token"), "two words\n");
    ServerConfig config =
        config(
            """
            services:
              - name: shop
                repository: https://example.org/team/shop.git
                forge: {kind: github, repository: team/shop, tokenFile: token}
            """);
    try (WayOut out = WayOut.begin(config, data(), WayOut.ownCommand())) {
      assertThatThrownBy(out::await)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("shop: tokenFile: ")
          .hasMessageContaining("holds no token");
    }
  }

  @Test
  void changes_go_through_it_also_after_it_was_killed() throws Exception {
    Path bare = repository();
    ServerConfig config = config("services: [{name: shop, repository: shop.git}]\n");
    ServerConfig.Service shop = config.services().getFirst();
    try (WayOut out = WayOut.begin(config, data(), WayOut.ownCommand())) {
      ServiceRepository repository = out.repository(shop, place.resolve("mirror.git"));
      ServiceRepository.Checkout checkout = repository.latest(place.resolve("checkout"));
      assertThat(Files.readString(checkout.root().resolve("Cart.java"))).isEqualTo(OLD);

      Delivered refused =
          out.publishing(shop).publish(parcel(checkout.commit(), "pom.xml", "<a/>", "<b/>"));
      assertThat(refused)
          .isInstanceOfSatisfying(
              Delivered.Refused.class,
              each -> assertThat(each.why()).contains("none of naosu's business: pom.xml"));

      publishers().forEach(ProcessHandle::destroyForcibly);
      assertThat(out.publishing(shop).publish(parcel(checkout.commit(), "Cart.java", OLD, NEW)))
          .isInstanceOf(Delivered.Committed.class);
      assertThat(run("git", "-C", bare.toString(), "show", BRANCH + ":Cart.java")).isEqualTo(NEW);
      assertThat(repository.commit(BRANCH)).isNotEqualTo(checkout.commit());
    }
  }

  private static Parcel parcel(String base, String path, String before, String after) {
    return Parcel.of(
        Kind.BRANCH,
        base,
        BRANCH,
        new Change(Map.of(path, before), Map.of(path, after)),
        new CommitMessage("fix: return 0 in Cart", "It divides.\n\nHealed-by: naosu server"),
        List.of("the failing test passes"));
  }

  private static List<ProcessHandle> publishers() {
    return ProcessHandle.current()
        .descendants()
        .filter(
            each -> each.info().arguments().map(List::of).orElse(List.of()).contains("publisher"))
        .toList();
  }

  /// As the JVM keeps it: in letters of one byte.
  private static boolean holds(Path file, String text) throws IOException {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      byte[] window = new byte[1 << 20];
      int kept = 0;
      for (int read = in.read(window);
          read > 0;
          read = in.read(window, kept, window.length - kept)) {
        int length = kept + read;
        if (new String(window, 0, length, StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
        kept = Math.min(wanted.length, length);
        System.arraycopy(window, length - kept, window, 0, kept);
      }
      return false;
    }
  }

  private Path repository() throws Exception {
    Path bare = place.resolve("shop.git");
    run("git", "init", "-q", "--bare", "-b", "main", "shop.git");
    run("git", "clone", "-q", "shop.git", "work");
    Files.writeString(place.resolve("work/Cart.java"), OLD);
    Files.writeString(place.resolve("work/pom.xml"), "<a/>");
    run("git", "-C", "work", "checkout", "-q", "-b", "main");
    run("git", "-C", "work", "add", ".");
    run(
        "git",
        "-C",
        "work",
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.org",
        "commit",
        "-q",
        "-m",
        "first");
    run("git", "-C", "work", "push", "-q", "origin", "main");
    return bare;
  }

  private Path data() {
    return place.resolve("data");
  }

  private ServerConfig config(String text) throws IOException {
    Path file = Files.writeString(place.resolve("naosu-server.yml"), text);
    Reading reading = ServerConfig.read(file, data(), Map.of());
    assertThat(reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).config();
  }

  private String run(String... words) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(new ArrayList<>(List.of(words)))
            .directory(place.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void without_services_there_is_none() throws Exception {
    ServerConfig config = config("listen: 127.0.0.1:0\n");
    try (WayOut out = WayOut.begin(config, data(), WayOut.ownCommand())) {
      out.await();
      assertThat(publishers()).isEmpty();
    }
    assertThat(Optional.of(config.publisher()).flatMap(each -> each.socket())).isEmpty();
  }
}

package dev.naosu.flags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.naosu.machine.circuit.Ordered;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.machine.web.Caller;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Plan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlagOffTest {
  @TempDir private Path directory;

  private static Ordered off(Flags flags, String flag) {
    return Ordered.of(new FlagOff(flags, Set.of("new-prices")), "shop/flags", Map.of("flag", flag));
  }

  @Test
  void a_flag_in_lines_is_turned_off_and_on_again_and_nothing_else_changes() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("flags.properties"),
            "# ours\nnew-prices = true\nnew-prices-too=true\nxnew-prices=true\n");
    Ordered off = off(new FileFlags(file), "new-prices");
    Plan plan = off.plan();

    assertThat(off.apply(plan)).isEqualTo(new Applied.Done("the flag new-prices is off"));
    assertThat(file)
        .hasContent("# ours\nnew-prices = false\nnew-prices-too=true\nxnew-prices=true\n");
    assertThat(off.unfit()).contains("off already");
    for (int i = 0; i < 2; i++) {
      assertThat(off.deed().undo(off.order(), plan.before()))
          .isEqualTo(new Applied.Done("the flag new-prices is on"));
    }
    assertThat(file)
        .hasContent("# ours\nnew-prices = true\nnew-prices-too=true\nxnew-prices=true\n");
  }

  @Test
  void a_flag_in_json_is_turned_off() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("flags.json"), "{\"a\": [1], \"new-prices\": true, \"z\": null}");
    assertThat(off(new FileFlags(file), "new-prices").done()).endsWith("is off");
    assertThat(Files.readString(file).replaceAll("\\s", ""))
        .isEqualTo("{\"a\":[1],\"new-prices\":false,\"z\":null}");
  }

  @Test
  void only_flags_that_may_be_turned_off_are() throws Exception {
    Path file = Files.writeString(directory.resolve("flags.properties"), "payments=true\n");
    assertThat(off(new FileFlags(file), "payments").unfit()).contains("may not be turned off");
    assertThat(off(new FileFlags(file), "new-prices").unfit()).contains("there is no flag");
    Path other = Files.writeString(directory.resolve("flags.json"), "no json {");
    assertThatThrownBy(() -> off(new FileFlags(other), "new-prices").look())
        .isInstanceOf(Untouched.class);
  }

  @Test
  void a_flag_of_a_service_is_turned_off_and_on_again() throws Exception {
    Map<String, Boolean> kept = new ConcurrentHashMap<>(Map.of("/flags/new-prices", true));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/flags",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          if (exchange.getRequestMethod().equals("PUT")) {
            kept.put(path, body.contains("true"));
          }
          byte[] answer =
              ("{\"enabled\": " + kept.getOrDefault(path, false) + "}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(kept.containsKey(path) ? 200 : 404, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try (Caller caller = new Caller()) {
      Flags flags =
          new HttpFlags(
              "http://127.0.0.1:" + server.getAddress().getPort() + "/flags/{flag}",
              Map.of("Authorization", "hidden"),
              caller);
      Ordered off = off(flags, "new-prices");
      assertThat(flags.read("other")).isEmpty();
      assertThat(off.done()).endsWith("is off");
      assertThat(kept).containsEntry("/flags/new-prices", false);
      assertThat(off.deed().undo(off.order(), "on")).isInstanceOf(Applied.Done.class);
      assertThat(kept).containsEntry("/flags/new-prices", true);
      assertThat(flags.toString()).doesNotContain("hidden");
    } finally {
      server.stop(0);
    }
  }
}

package dev.naosu.bench.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.gateway.GatewayServer;
import dev.naosu.gateway.GatewaySettings;
import dev.naosu.gateway.SettingsReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/// naosu's gateway as a program of its own, as `naosu gateway` starts it.
final class GatewayChild {
  private GatewayChild() {}

  /// @param words a file with its settings
  public static void main(String[] words) throws IOException, InterruptedException {
    List<String> problems = new ArrayList<>();
    GatewaySettings settings =
        new SettingsReader(
                new ObjectMapper().readTree(Path.of(words[0]).toFile()),
                Path::of,
                (key, problem) -> problems.add(key + " " + problem))
            .read(Optional.empty(), Optional.empty())
            .orElseThrow(() -> new IOException(problems.toString()));
    GatewayServer server =
        GatewayServer.start(settings, new SplittableRandom(), InstantSource.system(), _ -> {});
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    new CountDownLatch(1).await();
  }
}

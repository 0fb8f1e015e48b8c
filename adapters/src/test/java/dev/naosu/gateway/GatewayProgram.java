package dev.naosu.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/// A gateway as a program, for tests of its process.
final class GatewayProgram {
  private GatewayProgram() {}

  public static void main(String[] words) throws Exception {
    List<String> problems = new ArrayList<>();
    GatewaySettings settings =
        new SettingsReader(
                new ObjectMapper().readTree(Path.of(words[0]).toFile()),
                Path::of,
                (key, problem) -> problems.add(key + " " + problem))
            .read(Optional.empty(), Optional.empty())
            .orElseThrow(() -> new IllegalArgumentException(problems.toString()));
    GatewayServer server =
        GatewayServer.start(
            settings, new SplittableRandom(), InstantSource.system(), Witness.NOBODY);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    new CountDownLatch(1).await();
  }
}

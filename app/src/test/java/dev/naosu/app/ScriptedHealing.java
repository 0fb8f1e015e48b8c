package dev.naosu.app;

import dev.naosu.app.Treatment.BuildCommands;
import dev.naosu.app.housing.Sandboxing;
import dev.naosu.cycle.HealRequest;
import dev.naosu.cycle.Models;
import dev.naosu.cycle.Models.When;
import dev.naosu.model.Usage;
import dev.naosu.repair.strategy.Proposer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A Maven project that is healed as `naosu heal` does it, with a script in the place of a model.
///
/// @param place of the project
/// @param settings directory of a naosu.yml that is not there
record ScriptedHealing(Path place, Path settings) {
  /// The build file of the example, whose plugins and libraries are on this machine.
  static String pom() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("naosu.root", "..")).resolve("examples/orders/pom.xml"));
  }

  void write(String name, String text) throws IOException {
    Path file = place.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /// No rule reads what the script says: what it suggests is tried.
  Treatment open(Sandboxing sandboxing, Proposer script) throws Exception {
    Models models =
        new Models(
            List.of(script),
            When.ALWAYS,
            Duration.ofMinutes(2),
            (_, _) -> _ -> Optional.empty(),
            () -> Usage.NONE);
    return new Wiring(
            UnaryOperator.identity(),
            _ -> models,
            Optional.of(sandboxing),
            settings.resolve("naosu.yml"))
        .open(place, new BuildCommands(Optional.empty(), Optional.empty()));
  }

  static HealRequest request(Duration budget) {
    return new HealRequest(List.of(), Optional.empty(), Optional.empty(), List.of(), budget, 1, 1);
  }
}

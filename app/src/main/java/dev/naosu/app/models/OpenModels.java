package dev.naosu.app.models;

import dev.naosu.app.models.ConfiguredModel.Source;
import dev.naosu.model.Budget;
import dev.naosu.model.BudgetedModel;
import dev.naosu.model.BudgetedModel.Waiting;
import dev.naosu.model.DayBook;
import dev.naosu.model.Model;
import dev.naosu.model.Provider;
import dev.naosu.models.ChatProvider;
import dev.naosu.models.FileDayBook;
import dev.naosu.models.RecordingModel;
import dev.naosu.models.ReplayProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Models that are ready to be asked.
public final class OpenModels {
  private static final String DAY = "models-today.json";

  /// @param configured what it was made from
  private record Ready(ConfiguredModel configured, Provider provider) {}

  private final List<Ready> ready;
  private final Budget.Limits limits;
  private final Optional<Path> record;
  private final DayBook day;
  private final Waiting waiting;
  private final Consumer<String> problems;

  private OpenModels(
      List<Ready> ready,
      ModelsSection section,
      DayBook day,
      Waiting waiting,
      Consumer<String> problems) {
    this.ready = ready;
    this.limits = section.incident();
    this.record = section.record();
    this.day = day;
    this.waiting = waiting;
    this.problems = problems;
  }

  /// @param file that configures them; what the day took is kept beside it
  /// @param problems told of calls that could not be recorded
  public static OpenModels of(
      ModelsSection section, Path file, InstantSource clock, Consumer<String> problems)
      throws IOException {
    DayBook day = new FileDayBook(file.toAbsolutePath().resolveSibling(DAY), section.day(), clock);
    List<Ready> ready = new ArrayList<>();
    for (ConfiguredModel each : section.models()) {
      ready.add(
          new Ready(
              each,
              switch (each.source()) {
                case Source.Asked(var endpoint) -> new ChatProvider(endpoint, clock);
                case Source.Replayed(String name, Path directory) ->
                    ReplayProvider.open(name, directory);
              }));
    }
    return new OpenModels(
        ready, section, day, new Waiting(clock, Thread::sleep, new SecureRandom()), problems);
  }

  /// All of them with one budget, which begins now; the day's is shared.
  public List<Model> forIncident() {
    Budget budget = new Budget(limits, day, waiting.clock());
    return ready.stream().map(each -> model(each, budget)).toList();
  }

  private Model model(Ready each, Budget budget) {
    ConfiguredModel configured = each.configured();
    Model model =
        new BudgetedModel(
            each.provider(),
            configured.price(),
            configured.temperatures(),
            configured.patience(),
            budget,
            waiting);
    return record
        .<Model>map(place -> new RecordingModel(model, place, waiting.clock(), problems))
        .orElse(model);
  }
}

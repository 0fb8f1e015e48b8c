package dev.naosu.app.models;

import dev.naosu.app.models.ModelsSection.Reading;
import dev.naosu.cycle.Models;
import dev.naosu.cycle.Models.Rules;
import dev.naosu.cycle.Models.When;
import dev.naosu.model.Model;
import dev.naosu.repair.strategy.CaseFile;
import dev.naosu.repair.strategy.Proposer;
import dev.naosu.repair.strategy.Strategy;
import dev.naosu.repair.strategy.Suggestion;
import dev.naosu.repair.strategy.Tried;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The models that a person has configured, for one healing.
///
/// @param file that configures them
/// @param said when they are asked, if a person said so for this healing: `never`, `unsure` or
///   `always`
public record Consultation(
    Path file, Map<String, String> environment, Optional<String> said, InstantSource clock) {
  /// From the words of a person's own file, or none of it.
  public static Consultation usual(
      Map<String, String> environment, Optional<String> said, InstantSource clock) {
    return new Consultation(ModelsSection.usualFile(environment), environment, said, clock);
  }

  /// Their budget begins now. What is wrong with the file is told where the answers of models would
  /// be: templates need none.
  public Models open() {
    if (said.filter(ModelsSection.NEVER::equals).isPresent()) {
      return Models.NONE;
    }
    return switch (ModelsSection.read(file, environment)) {
      case Reading.Bad(List<String> problems) -> unusable(String.join("; ", problems));
      case Reading.Good(ModelsSection section) -> {
        Optional<When> when = said.flatMap(ModelsSection::asWhen).or(section::when);
        yield when.isEmpty() ? Models.NONE : asked(section, when.get());
      }
    };
  }

  /// The first of them, to be asked about something else than a repair, with a budget of its own;
  /// empty where models are asked about nothing, or none can be.
  public Optional<Model> first() {
    if (said.filter(ModelsSection.NEVER::equals).isPresent()
        || !(ModelsSection.read(file, environment) instanceof Reading.Good(ModelsSection section))
        || section.when().isEmpty()) {
      return Optional.empty();
    }
    try {
      return OpenModels.of(section, file, clock, _ -> {}).forIncident().stream().findFirst();
    } catch (IOException _) {
      // whoever asks for repairs is told why
      return Optional.empty();
    }
  }

  private Models asked(ModelsSection section, When when) {
    if (section.models().isEmpty()) {
      return unusable("no model is configured: naosu doctor --model tells how");
    }
    try {
      Meter meter = new Meter();
      List<Model> models =
          OpenModels.of(section, file, clock, _ -> {}).forIncident().stream()
              .map(meter::on)
              .toList();
      SecureRandom random = new SecureRandom();
      return new Models(
          strategies(section).stream().map(each -> each.with(models, random)).toList(),
          when,
          section.incident().time(),
          Rules.USUAL,
          meter::used);
    } catch (IOException e) {
      return unusable(String.valueOf(e.getMessage()));
    }
  }

  private static List<Strategy> strategies(ModelsSection section) {
    if (!section.strategies().isEmpty()) {
      return section.strategies();
    }
    return section.models().size() > 1
        ? List.of(Strategy.ENSEMBLE, Strategy.FEEDBACK)
        : List.of(Strategy.FUNCTION, Strategy.SEARCH_REPLACE, Strategy.FEEDBACK);
  }

  /// Models that say nothing but why.
  public static Models unusable(String why) {
    return new Models(
        List.of(new Unusable(why)),
        When.UNSURE,
        Models.NONE.budget(),
        Rules.USUAL,
        Models.NONE.used());
  }

  /// Proposes nothing, and says why.
  private record Unusable(String why) implements Proposer {
    @Override
    public String name() {
      return "models";
    }

    @Override
    public Session open(CaseFile caseFile) {
      return new Session() {
        @Override
        public List<Suggestion> next(List<Tried> tried) {
          return List.of();
        }

        @Override
        public Optional<String> why() {
          return Optional.of(why);
        }
      };
    }
  }
}

package dev.naosu.app;

import dev.naosu.app.models.ConfiguredModel;
import dev.naosu.app.models.ModelsSection;
import dev.naosu.app.models.OpenModels;
import dev.naosu.app.models.TinyRepair;
import dev.naosu.app.models.TinyRepair.Result;
import dev.naosu.model.Answer;
import dev.naosu.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Asks each configured model for one tiny repair.
///
/// @param file that configures them
record ModelDoctor(Path file, Map<String, String> environment, InstantSource clock)
    implements Doctor {
  private static final String NONE =
      "Set OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY or OLLAMA_HOST, or describe a model in ";

  @Override
  public List<Check> examine() {
    return switch (ModelsSection.read(file, environment)) {
      case ModelsSection.Reading.Bad(List<String> problems) ->
          problems.stream().map(each -> Check.needed("models", each, "Correct " + file)).toList();
      case ModelsSection.Reading.Good(ModelsSection section) -> examine(section);
    };
  }

  private List<Check> examine(ModelsSection section) {
    if (section.models().isEmpty()) {
      return List.of(
          Check.needed("models", "none is configured", NONE + file + " (docs/models.md)"));
    }
    List<Check> checks = new ArrayList<>();
    try {
      List<Model> models =
          OpenModels.of(
                  section,
                  file,
                  clock,
                  problem -> checks.add(Check.useful("record", problem, "Correct models.record")))
              .forIncident();
      for (int i = 0; i < models.size(); i++) {
        checks.add(check(section.models().get(i), models.get(i)));
      }
    } catch (IOException e) {
      checks.add(
          Check.needed("models", String.valueOf(e.getMessage()), "Correct recording in " + file));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      checks.add(Check.needed("models", "interrupted", "Try again"));
    }
    return checks;
  }

  private Check check(ConfiguredModel configured, Model model) throws InterruptedException {
    return switch (new TinyRepair(clock).with(model)) {
      case Result.Answered answered when answered.right() ->
          Check.good(model.name(), "repaired · " + told(configured, answered));
      case Result.Answered answered ->
          Check.needed(
              model.name(),
              "answers, but did not repair a - b · " + told(configured, answered),
              "Choose a model that can write code");
      case Result.Failed(String why, String remedy) -> Check.needed(model.name(), why, remedy);
    };
  }

  private static String told(ConfiguredModel configured, Result.Answered answered) {
    Answer answer = answered.answer();
    return answered.took().toMillis()
        + " ms · "
        + answer.usage().tokens()
        + " tokens · "
        + configured
            .price()
            .map(price -> price.of(answer.usage()).toString())
            .orElse("price unknown, so only tokens are counted; say price: in the file");
  }
}

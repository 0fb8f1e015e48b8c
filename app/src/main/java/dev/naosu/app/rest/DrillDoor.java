package dev.naosu.app.rest;

import static dev.naosu.app.web.Access.needs;
import static dev.naosu.app.web.Route.api;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.access.Doorkeeper;
import dev.naosu.access.Role;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.app.web.Route;
import dev.naosu.app.web.Route.Says;
import dev.naosu.cycle.chaos.UndoDrill;
import dev.naosu.cycle.chaos.UndoDrill.Ending;
import dev.naosu.cycle.chaos.UndoDrill.Wish;
import dev.naosu.cycle.incident.Decider;
import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Condition.Side;
import dev.naosu.detect.vitals.Target;
import dev.naosu.prove.safety.Drill;
import dev.naosu.prove.safety.Drills;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What programs can ask about drills.
public final class DrillDoor {
  private static final int SHOWN = 50;

  /// Whoever asks waits for the answer.
  private static final Duration LONGEST = Duration.ofSeconds(25);

  private static final Parameter TIME =
      new Parameter("time", Parameter.Type.TIME, "", Optional.empty());

  private final Catalogue catalogue;
  private final Function<Decider, UndoDrill> making;
  private final Drills drills;
  private final Doorkeeper doorkeeper;

  /// @param making makes drills on somebody's word
  public DrillDoor(
      Catalogue catalogue,
      Function<Decider, UndoDrill> making,
      Drills drills,
      Doorkeeper doorkeeper) {
    this.catalogue = catalogue;
    this.making = making;
    this.drills = drills;
    this.doorkeeper = doorkeeper;
  }

  public List<Route> routes() {
    return List.of(
        api(
            GET,
            "/api/v1/drills",
            needs(Role.VIEWER),
            Says.of("What came of drills of undoing, the latest first")
                .answering("DrillPage")
                .refusing(503),
            this::list),
        api(
            POST,
            "/api/v1/drills",
            needs(Role.APPROVER),
            Says.of("Prove that an action can be put back on a service: do it, and put it back")
                .taking("DrillWish")
                .answering("DrillEnding")
                .refusing(400, 404, 409, 413, 415, 503),
            this::make));
  }

  private void list(Call call) {
    ObjectNode node = Api.object();
    ArrayNode all = node.putArray("drills");
    drills.latest(SHOWN).forEach(each -> all.add(brief(each)));
    call.answer(200, node);
  }

  private static ObjectNode brief(Drill drill) {
    return Api.object()
        .put("action", drill.action())
        .put("service", drill.service())
        .put("at", drill.at().toString())
        .put("passed", drill.passed())
        .put("words", drill.words());
  }

  private void make(Call call) throws IOException, InterruptedException {
    Wish wish = wish(call.json());
    Decider decider =
        new Decider(
            call.visitor().name(), doorkeeper.behind(call.visitor()), call.visitor().role());
    switch (making.apply(decider).make(wish, decider.name())) {
      case Ending.Drilled(Drill drill) -> call.answer(200, brief(drill));
      case Ending.NotBegun(String why) -> throw new Refusal(Problem.conflict(why));
    }
  }

  private Wish wish(ObjectNode said) {
    List<String> mistakes = new ArrayList<>();
    String action = Call.text(said, "action");
    List<Parameter> parameters =
        catalogue
            .find(action)
            .map(each -> each.traits().parameters())
            .orElseThrow(() -> unknown(action));
    Map<String, String> given = new HashMap<>();
    said.path("arguments")
        .properties()
        .forEach(each -> given.put(each.getKey(), each.getValue().asText()));
    Arguments arguments =
        switch (Arguments.read(parameters, given)) {
          case Arguments.Reading.Fit(Arguments fit) -> fit;
          case Arguments.Reading.Unfit(List<String> wrong) ->
              throw mistake(String.join("; ", wrong));
        };
    List<Condition> steady = new ArrayList<>();
    for (JsonNode each : said.path("steady")) {
      steady.add(condition(each, mistakes));
    }
    if (steady.isEmpty()) {
      mistakes.add("steady says what must hold, as [{\"vital\": \"http.ok\", \"above\": 99}]");
    }
    Duration hold = time(said, "hold", Duration.ofSeconds(5), mistakes);
    Duration within = time(said, "within", Duration.ofSeconds(20), mistakes);
    if (!mistakes.isEmpty()) {
      throw mistake(String.join("; ", mistakes));
    }
    try {
      return new Wish(
          new Order(
              action,
              said.path("environment").asText("production"),
              new Target(
                  Call.text(said, "service"),
                  Call.text(said, "component"),
                  Call.text(said, "instance")),
              arguments),
          steady,
          hold,
          within);
    } catch (IllegalArgumentException e) {
      throw mistake(String.valueOf(e.getMessage()));
    }
  }

  private Refusal unknown(String action) {
    return new Refusal(
        Problem.notFound(
            "There is no action " + action + ".",
            "The actions are " + catalogue.traits().stream().map(Traits::name).toList() + "."));
  }

  private static Condition condition(JsonNode node, List<String> mistakes) {
    boolean isAbove = node.path("above").isNumber();
    if (isAbove == node.path("below").isNumber() || node.path("vital").asText().isBlank()) {
      mistakes.add("each of steady has a vital, and above or below with a number");
    }
    return new Condition(
        node.path("vital").asText(),
        isAbove ? Side.ABOVE : Side.BELOW,
        node.path(isAbove ? "above" : "below").asDouble(),
        Duration.ZERO);
  }

  private static Duration time(ObjectNode said, String key, Duration usual, List<String> mistakes) {
    String text = said.path(key).asText("");
    if (text.isEmpty()) {
      return usual;
    }
    if (!TIME.takes(text) || Parameter.time(text).compareTo(LONGEST) > 0) {
      mistakes.add(key + " is a time of at most 25s, such as 5s");
      return usual;
    }
    return Parameter.time(text);
  }

  private static Refusal mistake(String what) {
    return new Refusal(Problem.badRequest("The drill is not said well.", what + "."));
  }
}

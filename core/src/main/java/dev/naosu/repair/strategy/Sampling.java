package dev.naosu.repair.strategy;

import dev.naosu.model.Answer;
import dev.naosu.model.Model;
import dev.naosu.model.Quoted;
import dev.naosu.repair.strategy.answer.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Asks the same question afresh: four times, and where the answers do not agree on a repair that
/// passes the tests, up to eight and up to sixteen times. Several models and forms take turns.
///
/// More than sixteen samples were measured to bring little.
final class Sampling implements Proposer {
  private static final List<Integer> ROUNDS = List.of(4, 8, 16);
  private static final int ENOUGH_VOTES = 3;
  private static final double COOLEST = 0.2;
  private static final List<Double> WARMER = List.of(0.8, 0.9, 1.0);

  private final String name;
  private final List<Model> models;
  private final List<Form> forms;
  private final RandomGenerator random;

  Sampling(String name, List<Model> models, List<Form> forms, RandomGenerator random) {
    this.name = name;
    this.models = List.copyOf(models);
    this.forms = List.copyOf(forms);
    this.random = random;
  }

  @Override
  public String name() {
    return name;
  }

  /// Whom to ask what.
  private record Seat(Talk talk, Question question) {}

  @Override
  public Session open(CaseFile file) {
    List<Seat> seats = new ArrayList<>();
    List<Talk> talks = models.stream().map(Talk::new).toList();
    for (Form form : forms) {
      Optional<Question> question = form.about(file, new Quoted(random));
      for (Talk talk : talks) {
        question.ifPresent(each -> seats.add(new Seat(talk, each)));
      }
    }
    return new Samples(seats, new Clusters(file.codebase()));
  }

  private static final class Samples implements Session {
    private final List<Seat> seats;
    private final Clusters clusters;
    private final List<String> refusals = new ArrayList<>();
    private int round;
    private int drawn;

    Samples(List<Seat> seats, Clusters clusters) {
      this.seats = seats;
      this.clusters = clusters;
    }

    @Override
    public List<Suggestion> next(List<Tried> tried) throws InterruptedException {
      tried.forEach(clusters::note);
      List<Suggestion> suggestions = new ArrayList<>();
      while (suggestions.isEmpty() && round < ROUNDS.size() && !isAgreed() && isSomebodyThere()) {
        int until = ROUNDS.get(round++);
        for (; drawn < until; drawn++) {
          draw().ifPresent(suggestions::add);
        }
      }
      suggestions.forEach(clusters::add);
      return suggestions;
    }

    private boolean isAgreed() {
      return clusters.list().stream()
          .anyMatch(each -> each.isPlausible() && each.votes() >= ENOUGH_VOTES);
    }

    private boolean isSomebodyThere() {
      return seats.stream().anyMatch(seat -> !seat.talk().isOver());
    }

    private Optional<Suggestion> draw() throws InterruptedException {
      List<Seat> there = seats.stream().filter(seat -> !seat.talk().isOver()).toList();
      if (there.isEmpty()) {
        return Optional.empty();
      }
      Seat seat = there.get(drawn % there.size());
      // each seat's first sample is its likeliest answer
      double temperature =
          drawn < there.size() ? COOLEST : WARMER.get(drawn / there.size() % WARMER.size());
      Optional<Answer> answer = seat.talk().ask(seat.question().prompt(temperature));
      if (answer.isEmpty()) {
        return Optional.empty();
      }
      return switch (seat.question().reader().apply(answer.get())) {
        case Reading.Change change ->
            Optional.of(
                seat.question()
                    .suggestion(
                        change.patch(),
                        seat.talk().model(),
                        true,
                        seat.question().objections().apply(answer.get())));
        case Reading.Refused refused -> {
          refusals.add(refused.why());
          yield Optional.empty();
        }
      };
    }

    @Override
    public Optional<String> why() {
      if (seats.isEmpty()) {
        return Optional.of("no suspicious line lies where a model could be asked about it");
      }
      Optional<String> gone =
          seats.stream().flatMap(seat -> seat.talk().why().stream()).distinct().findFirst();
      if (gone.isEmpty() && clusters.list().isEmpty() && !refusals.isEmpty()) {
        return Optional.of(
            "none of "
                + refusals.size()
                + " answers could be used; the last: "
                + refusals.getLast());
      }
      return gone;
    }
  }
}

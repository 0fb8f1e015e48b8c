package dev.naosu.jvm;

import dev.naosu.detect.Failure;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Answer;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.detect.TestRun;
import dev.naosu.detect.TestRun.Status;
import dev.naosu.jvm.ServiceJvm.Reply;
import dev.naosu.prove.RequestReplay;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Says whether a request passes, in the words used for tests.
///
/// A good one passes when its answer is the recorded one. A failing one fails while it shows what
/// was recorded: no answer, a server error, the same exception, or the same wrong answer; where it
/// is known what should have been answered, that decides.
///
/// @param noise places at which answers of this service differ from one start of the same build to
///   the next
record RequestJudge(RecordedRequest request, Set<String> noise) {
  private static final int MOST_CHARACTERS = 500;

  RequestJudge {
    noise = Set.copyOf(noise);
  }

  TestRun judge(Reply reply) {
    BitSet covered = new BitSet();
    for (int id : reply.seen().covered()) {
      covered.set(id);
    }
    Status status = status(reply);
    return new TestRun(
        RequestReplay.test(request),
        status,
        reply.took(),
        reply.seen().steps(),
        status.isFailure() ? Optional.of(failure(reply)) : Optional.empty(),
        covered,
        reply.answer().map(answer -> Likeness.told(answer, noise, MOST_CHARACTERS)).orElse(""));
  }

  private Status status(Reply reply) {
    if (reply.seen().outOfSteps()) {
      return Status.OUT_OF_STEPS;
    }
    if (reply.givenUp()) {
      return Status.TIMED_OUT;
    }
    if (reply.seen().triedToExit()) {
      return Status.EXITED;
    }
    if (passes(reply)) {
      return Status.PASSED;
    }
    return thrown(reply).isPresent() ? Status.ERROR : Status.FAILED;
  }

  private boolean passes(Reply reply) {
    if (reply.answer().isEmpty()) {
      return false;
    }
    Answer seen = reply.answer().get();
    if (request.role() == Role.GOOD) {
      return Likeness.alike(request.answer(), seen, noise);
    }
    if (request.expected().isPresent()) {
      return Likeness.alike(request.expected().get(), seen, noise);
    }
    if (seen.isServerError() || isThrownAgain(reply)) {
      return false;
    }
    // a wrong answer that is no error: anything but the same again
    return request.answer().isServerError() || !Likeness.alike(request.answer(), seen, noise);
  }

  private boolean isThrownAgain(Reply reply) {
    return request
        .failure()
        .filter(recorded -> failures(reply).stream().anyMatch(recorded::isSameAs))
        .isPresent();
  }

  /// What to blame: the recorded exception when it was thrown again, else what was thrown last.
  private Optional<Failure> thrown(Reply reply) {
    List<Failure> failures = failures(reply);
    return request
        .failure()
        .flatMap(recorded -> failures.stream().filter(recorded::isSameAs).findFirst())
        .or(() -> failures.isEmpty() ? Optional.empty() : Optional.of(failures.getLast()));
  }

  private static List<Failure> failures(Reply reply) {
    List<Failure> failures = new ArrayList<>();
    reply.seen().thrown().forEach(each -> failures.add(Answers.failure(each)));
    return failures;
  }

  private Failure failure(Reply reply) {
    Answer wanted = request.expected().orElse(request.answer());
    boolean isKnown = request.role() == Role.GOOD || request.expected().isPresent();
    return thrown(reply)
        .orElseGet(
            () ->
                new Failure(
                    "WrongAnswer",
                    reply.answer().map(RequestJudge::told).orElse("no answer"),
                    List.of(),
                    isKnown ? Optional.of(told(wanted)) : Optional.empty(),
                    isKnown ? reply.answer().map(RequestJudge::told) : Optional.empty()));
  }

  private static String told(Answer answer) {
    return Likeness.told(answer, Set.of(), MOST_CHARACTERS);
  }
}

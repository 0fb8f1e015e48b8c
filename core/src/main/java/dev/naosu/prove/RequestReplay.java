package dev.naosu.prove;

import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestObserver.ObservationFailed;
import dev.naosu.detect.TestRun;
import dev.naosu.project.Patient;
import java.util.List;

/// Starts the patient's service in the sandbox and asks it what it was asked in production. To the
/// engine each recorded request is a test: a failing one fails while it is answered with the
/// recorded failure, a good one passes while it is answered as recorded.
@FunctionalInterface
public interface RequestReplay {
  /// Name of the module that stands for the service; no real module is called like it.
  String MODULE = "<requests>";

  /// Replays all requests on the patient as it is.
  ///
  /// @throws ObservationFailed when the service is not described or does not come up
  Session open(Patient patient, List<RecordedRequest> requests)
      throws ObservationFailed, InterruptedException;

  /// For where there is no service.
  static RequestReplay none() {
    return (_, _) -> {
      throw new ObservationFailed(
          "requests cannot be replayed here", "Heal by tests, or by --command");
    };
  }

  /// The test that a request is.
  static TestId test(RecordedRequest request) {
    return new TestId(MODULE, request.line(), request.id());
  }

  /// Recorded requests that were replayed on the patient as it is.
  interface Session extends AutoCloseable {
    /// The requests as tests, in their order: those that fail show the bug each time, those that
    /// pass were answered as recorded. Left out is what does neither.
    SuiteRun suite();

    /// Requests that tell nothing: failing ones that are answered well here, and good ones that are
    /// answered otherwise than recorded.
    List<TestId> leftOut();

    /// How the service refuses what it cannot do: classes of exceptions that it turned into answers
    /// from 400 to 499 to good requests.
    List<String> refusals();

    /// A JVM of the service that tries candidates. It is closed with the session.
    Worker worker();

    /// Starts the service anew, as it is compiled in the working copy at this moment, and replays
    /// all requests of the suite.
    ///
    /// @return in the order of the suite
    List<TestRun> afresh() throws ObservationFailed, InterruptedException;

    @Override
    void close();
  }
}

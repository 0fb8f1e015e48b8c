package dev.naosu.ship.pull;

import dev.naosu.diagnose.cause.CauseReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is known of an incident and of the repair that is proposed for it. Texts come from outside:
/// data.
///
/// @param title such as `NullPointerException in PriceTable.lookup`
/// @param version it was first seen in; empty when unknown
/// @param environment empty when unknown
/// @param times it was seen
/// @param before how many incidents before had the same cause
/// @param requests that failed, such as `GET /price`
/// @param estimate of why it came about; empty as long as nobody has said
/// @param page of the incident at naosu; empty where people cannot open it
public record Account(
    long incident,
    String title,
    String service,
    String version,
    String environment,
    Instant began,
    Instant lastSeen,
    long times,
    int before,
    List<String> requests,
    Fix fix,
    Optional<CauseReport> estimate,
    Optional<String> page) {
  public Account {
    requests = List.copyOf(requests);
  }

  /// The repair.
  ///
  /// @param description such as `return 0 when lines.size() == 0`
  /// @param place such as `Cart.java:36`
  /// @param base commit it was proven on
  /// @param branch that holds it
  /// @param tests paths of the tests that come along
  public record Fix(
      String description,
      String place,
      String cause,
      double confidence,
      List<String> proof,
      List<String> doubts,
      String base,
      String branch,
      List<String> tests) {
    public Fix {
      proof = List.copyOf(proof);
      doubts = List.copyOf(doubts);
      tests = List.copyOf(tests);
    }
  }
}

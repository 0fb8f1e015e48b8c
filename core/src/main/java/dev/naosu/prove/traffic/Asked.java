package dev.naosu.prove.traffic;

import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Role;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A request that every build is asked.
///
/// @param recorded what production answered; a status of 0 when it did not
/// @param expected what should have been answered, where somebody said so
public record Asked(
    RecordedRequest request, Reply.Answered recorded, Optional<Reply.Answered> expected) {
  boolean isFailing() {
    return request.role() == Role.FAILING;
  }

  /// Method and path, with values such as numbers and ids left out of the path: requests that have
  /// this in common are answered by the same code.
  String operation() {
    return request.method()
        + " "
        + Stream.of(request.path().split("/", -1))
            .map(word -> word.chars().anyMatch(Character::isDigit) ? "{}" : word)
            .collect(Collectors.joining("/"));
  }
}

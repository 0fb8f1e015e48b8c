package dev.naosu.app.web;

import dev.naosu.access.Role;
import dev.naosu.detect.Body;
import dev.naosu.detect.Signal;
import dev.naosu.detect.watch.Observed;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes signals of what a sender posts.
public interface SignalDecoder {
  /// Where it is posted to, such as `/api/v1/events`.
  String path();

  /// One line for the OpenAPI document.
  String summary();

  /// What is taken, without parameters, such as `application/json`.
  Set<String> types();

  /// Largest body, in bytes, after unpacking.
  int mostBytes();

  /// Who may post.
  default Access access() {
    return Access.needs(Role.OPERATOR);
  }

  /// @throws IOException when the body cannot be read to its end
  Decoded decode(Delivery delivery) throws IOException;

  /// How a problem is told in the sender's own protocol; empty for the usual way.
  ///
  /// @param type what the sender says that the body is; need not be one of [#types()]
  default Optional<Reply> refusal(Problem problem, String type) {
    return Optional.empty();
  }

  /// What was posted.
  ///
  /// @param type one of [#types()]
  /// @param body unpacked, at most [#mostBytes()] bytes
  /// @param query parameters of the address, the first of each name, and those in its path
  /// @param headers by name in small letters, without what says who asks
  /// @param received when naosu got it
  record Delivery(
      String type,
      Body body,
      Map<String, String> query,
      Map<String, String> headers,
      Instant received) {
    public Delivery {
      query = Map.copyOf(query);
      headers = Map.copyOf(headers);
    }
  }

  /// An answer in the sender's own protocol.
  interface Reply {
    /// Of HTTP.
    int status();

    String type();

    Body body();
  }

  /// What came of it.
  sealed interface Decoded {
    /// @param signals in the order they were sent; may be empty
    /// @param observed what is no trouble by itself
    /// @param rejected how many were left out for a mistake of theirs
    /// @param reply sent when all signals are kept; empty for the usual JSON
    record Signals(List<Signal> signals, Observed observed, int rejected, Optional<Reply> reply)
        implements Decoded {
      public Signals {
        signals = List.copyOf(signals);
      }
    }

    /// Nothing of it was taken.
    ///
    /// @param mistakes each with its remedy
    /// @param reply empty for the usual problem
    record Malformed(List<String> mistakes, Optional<Reply> reply) implements Decoded {
      public Malformed {
        mistakes = List.copyOf(mistakes);
      }
    }

    /// Whoever sent it did not show that it may: nothing of it was read.
    ///
    /// @param why what is wrong with its signature
    record Unsigned(String why, String remedy) implements Decoded {}
  }
}

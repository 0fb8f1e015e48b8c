package dev.naosu.telemetry;

import dev.naosu.detect.Signal;
import dev.naosu.detect.watch.Observed;
import java.util.List;

/// What became of a body.
public sealed interface Decoded {

  /// What the sender is told, in its own protocol. The reply to what was understood may be sent
  /// once the signals are kept, and not before.
  Reply reply();

  /// It was understood; a body may well hold nothing that is worth a signal.
  ///
  /// @param observed what is no trouble by itself: log records, samples, spans
  /// @param rejected how many events, spans, or log records were left out for a mistake of theirs;
  ///   those that just tell of no trouble do not count
  record Understood(List<Signal> signals, Observed observed, int rejected, Reply reply)
      implements Decoded {
    public Understood {
      signals = List.copyOf(signals);
    }

    /// With nothing but signals.
    Understood(List<Signal> signals, int rejected, Reply reply) {
      this(signals, Observed.NOTHING, rejected, reply);
    }
  }

  /// Nothing of it was taken.
  ///
  /// @param mistakes all that were found, never empty
  record Refused(List<Mistake> mistakes, Reply reply) implements Decoded {
    public Refused {
      mistakes = List.copyOf(mistakes);
    }
  }
}

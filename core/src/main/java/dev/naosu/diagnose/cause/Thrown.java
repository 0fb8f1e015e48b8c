package dev.naosu.diagnose.cause;

import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Frame;
import dev.naosu.detect.Signal;
import dev.naosu.detect.StackTraceText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where the exceptions of an incident were thrown: the frames of the innermost cause of each.
final class Thrown {
  /// Further out, a frame says how something came there.
  private static final int NEAR = 12;

  private static final int MOST_PLACES = 12;

  /// Innermost frame first.
  private final Map<Signal, List<Frame>> traces = new LinkedHashMap<>();

  Thrown(List<Signal> signals) {
    for (Signal signal : signals) {
      List<Frame> frames = signal.trace().map(Thrown::innermost).orElse(List.of());
      if (!frames.isEmpty()) {
        traces.put(signal, frames);
      }
    }
  }

  /// How many signals have a trace.
  int count() {
    return traces.size();
  }

  /// Places that may be the service's own code, those that most signals were thrown near first.
  List<Changes.Place> places() {
    Map<Changes.Place, Double> weights = new LinkedHashMap<>();
    for (List<Frame> frames : traces.values()) {
      double weight = 1;
      for (Frame frame : frames) {
        if (frame.line() > 0) {
          weights.merge(place(frame), weight, Double::sum);
          weight *= 0.8;
        }
      }
    }
    return weights.entrySet().stream()
        .sorted(Map.Entry.<Changes.Place, Double>comparingByValue(Comparator.reverseOrder()))
        .limit(MOST_PLACES)
        .map(Map.Entry::getKey)
        .toList();
  }

  /// How many signals were thrown at each place of the service's own code, or right below it.
  ///
  /// @param own places that are the service's own; when there are none, the fingerprint of a signal
  ///   says which method is
  Map<Changes.Place, Integer> nearest(List<Changes.Place> own) {
    Map<Changes.Place, Integer> counts = new LinkedHashMap<>();
    traces.forEach(
        (signal, frames) -> {
          String title = own.isEmpty() ? Fingerprint.of(signal).title() : "";
          for (Frame frame : frames) {
            Changes.Place place = place(frame);
            if (own.isEmpty()
                ? frame.line() > 0 && title.endsWith(" in " + method(frame))
                : own.contains(place)) {
              counts.merge(place, 1, Integer::sum);
              break;
            }
          }
        });
    return counts;
  }

  private static List<Frame> innermost(String trace) {
    int cause = trace.lastIndexOf("Caused by: ");
    List<Frame> ofCause = cause < 0 ? List.of() : StackTraceText.frames(trace.substring(cause));
    List<Frame> all = ofCause.isEmpty() ? StackTraceText.frames(trace) : ofCause;
    return new ArrayList<>(all.subList(0, Math.min(NEAR, all.size())));
  }

  private static Changes.Place place(Frame frame) {
    return new Changes.Place("", frame.className(), frame.file(), frame.line());
  }

  private static String method(Frame frame) {
    String name = frame.className();
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1)
        + "."
        + frame.methodName();
  }
}

package dev.naosu.diagnose.cause;

import dev.naosu.diagnose.cause.Cause.Kind;
import java.util.ArrayList;
import java.util.List;

/// A cause whose evidence is being gathered.
final class Weighing {
  private final Kind kind;
  private final String service;
  private final String subject;
  private final List<Evidence> evidence = new ArrayList<>();
  private final List<Evidence> against = new ArrayList<>();

  Weighing(Kind kind, String service, String subject) {
    this.kind = kind;
    this.service = service;
    this.subject = subject;
  }

  Weighing withFor(double weight, String source, String text) {
    if (weight > 0) {
      evidence.add(new Evidence(text, source, Math.min(0.94, weight)));
    }
    return this;
  }

  Weighing withAgainst(double weight, String source, String text) {
    if (weight > 0) {
      against.add(new Evidence(text, source, Math.min(0.94, weight)));
    }
    return this;
  }

  Cause weighed() {
    return Cause.of(kind, service, subject, evidence, against);
  }
}

package dev.naosu.cycle;

import dev.naosu.prove.Compiled;
import dev.naosu.prove.RequestReplay;
import dev.naosu.prove.Search;
import dev.naosu.prove.Variants;
import dev.naosu.prove.Worker;
import dev.naosu.repair.Candidate;
import java.util.ArrayList;
import java.util.List;

/// A bench some of whose tests are recorded requests, which a JVM of the service answers.
final class RequestBench implements Search.Bench {
  private final Search.Bench tests;
  private final Worker service;

  RequestBench(Search.Bench tests, Worker service) {
    this.tests = tests;
    this.service = service;
  }

  @Override
  public List<Compiled> compile(List<Candidate> candidates) {
    List<Compiled> compiled = tests.compile(candidates);
    List<Variants> variants = new ArrayList<>();
    for (Compiled each : compiled) {
      if (each instanceof Compiled.Variant(Variants of, int _, long _) && !variants.contains(of)) {
        variants.add(of);
      }
    }
    service.expect(variants);
    return compiled;
  }

  @Override
  public Worker worker(String module) {
    return module.equals(RequestReplay.MODULE) ? service : tests.worker(module);
  }
}

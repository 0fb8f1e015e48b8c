package dev.naosu.cycle;

import dev.naosu.project.Patient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;

/// Hands out benches, those in use before first, and closes them all.
final class WarmBenches implements Callable<WarmBench>, AutoCloseable {
  private final Patient patient;
  private final PatientSources sources;
  private final Ports ports;
  private final List<WarmBench> all = new ArrayList<>();
  private final Deque<WarmBench> idle = new ArrayDeque<>();

  WarmBenches(Patient patient, PatientSources sources, Ports ports) {
    this.patient = patient;
    this.sources = sources;
    this.ports = ports;
  }

  @Override
  public synchronized WarmBench call() {
    WarmBench bench = idle.poll();
    if (bench == null) {
      bench = new WarmBench(patient, sources, ports.workers(), ports.compilers());
      all.add(bench);
    }
    return bench;
  }

  /// Takes a bench back for the next one who asks.
  synchronized void put(WarmBench bench) {
    idle.add(bench);
  }

  @Override
  public synchronized void close() {
    all.forEach(WarmBench::close);
    all.clear();
    idle.clear();
  }
}

package dev.naosu.gateway;

/// Is shown what was captured, right after. Must not wait: the next ones would be lost.
public interface Witness {
  /// Nobody.
  Witness NOBODY = _ -> {};

  void saw(Captured captured);
}

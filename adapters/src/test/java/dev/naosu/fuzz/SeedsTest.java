package dev.naosu.fuzz;

import java.io.IOException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the fuzzer begins with holds, and what lies near it; the fuzzer itself is in [FuzzIT].
class SeedsTest {
  private static final int NEAR = 60;

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void seeds_and_what_lies_near_them_do_no_harm(Target target) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(4711);
    for (byte[] seed : Seeds.of(target)) {
      target.check(seed);
      for (int i = 0; i < NEAR; i++) {
        target.check(changed(seed, random));
      }
    }
  }

  /// Some bytes changed, and the end cut off or repeated.
  private static byte[] changed(byte[] seed, RandomGenerator random) {
    int length = seed.length == 0 ? 0 : random.nextInt(seed.length * 3 / 2) + 1;
    byte[] changed = new byte[length];
    for (int i = 0; i < length; i++) {
      changed[i] = seed[i % seed.length];
    }
    for (int i = random.nextInt(4); i > 0 && length > 0; i--) {
      changed[random.nextInt(length)] = (byte) random.nextInt();
    }
    return changed;
  }
}

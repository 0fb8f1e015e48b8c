package dev.naosu.fuzz;

import java.io.IOException;
import java.util.Arrays;

/// What Jazzer calls, in a process of its own. The first byte says which target the others are for,
/// so that one run looks at all of them and spends its time where it finds something new.
public final class Fuzzed {
  private Fuzzed() {}

  /// @throws IOException never, for nothing is read but memory and a file of its own
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    if (data.length > 0) {
      Target target = Target.ALL.get(Byte.toUnsignedInt(data[0]) % Target.ALL.size());
      target.check(Arrays.copyOfRange(data, 1, data.length));
    }
  }
}

package dev.naosu.bench.judge;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/// What a [Twin] says of one input.
///
/// @param index of the input
/// @param text for people; empty unless different or impossible
record Reply(int index, Kind kind, String text) {
  private static final int MOST_CHARACTERS = 2_000;

  enum Kind {
    /// The reference has ended; now the patched version runs.
    PATCHED_NEXT,
    SAME,
    DIFFERENT,
    /// The reference itself throws or does not end.
    OUT_OF_CONTRACT,
    /// The input cannot be made, or its result not be taken down.
    IMPOSSIBLE,
    /// The reference differs from itself.
    UNSTABLE,
    /// The same input as one before.
    DUPLICATE,
    /// The twin has threads that do not end and asks to be replaced.
    TIRED,
    DONE
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(index);
    out.writeUTF(kind.name());
    out.writeUTF(text.substring(0, Math.min(text.length(), MOST_CHARACTERS)));
    out.flush();
  }

  static Reply read(DataInputStream in) throws IOException {
    return new Reply(in.readInt(), Kind.valueOf(in.readUTF()), in.readUTF());
  }
}

package dev.naosu.replay;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What a [Twin] says of one input.
public sealed interface Reply {
  /// Index of the input.
  int index();

  /// A version is about to be called.
  record Next(int index, int version) implements Reply {}

  /// All versions were called.
  record Answered(Compared compared) implements Reply {
    @Override
    public int index() {
      return compared.index();
    }
  }

  /// There is nothing to compare.
  record Skipped(int index, Why why) implements Reply {}

  /// Why there is nothing to compare.
  enum Why {
    /// The same input as one before.
    DUPLICATE,
    /// The input cannot be made, or what came of it not be taken down.
    IMPOSSIBLE,
    /// The first version differs from itself.
    UNSTABLE,
    /// The first version itself throws or does not end on it, see [TwinTask.Limits#vouchedOnly].
    UNVOUCHED
  }

  /// The twin has threads that do not end and asks to be replaced.
  record Tired(int index) implements Reply {}

  /// There are no more inputs.
  record Done(int index) implements Reply {}

  default void write(DataOutputStream out) throws IOException {
    out.writeInt(index());
    switch (this) {
      case Next next -> {
        out.writeByte(0);
        out.writeInt(next.version());
      }
      case Skipped skipped -> {
        out.writeByte(1);
        out.writeUTF(skipped.why().name());
      }
      case Tired _ -> out.writeByte(2);
      case Done _ -> out.writeByte(3);
      case Answered(Compared compared) -> {
        out.writeByte(4);
        Texts.write(out, compared.call());
        out.writeInt(compared.endings().size());
        for (Compared.Ending ending : compared.endings()) {
          out.writeUTF(ending.kind().name());
          Texts.write(out, ending.text());
          Texts.write(out, ending.instead());
          Texts.write(out, ending.where());
          Texts.write(out, ending.exception());
        }
        out.writeInt(compared.ofVersion().size());
        for (int ending : compared.ofVersion()) {
          out.writeInt(ending);
        }
      }
    }
    out.flush();
  }

  static Reply read(DataInputStream in) throws IOException {
    int index = in.readInt();
    return switch (in.readByte()) {
      case 0 -> new Next(index, in.readInt());
      case 1 -> new Skipped(index, Why.valueOf(in.readUTF()));
      case 2 -> new Tired(index);
      case 3 -> new Done(index);
      default -> {
        String call = in.readUTF();
        List<Compared.Ending> endings = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
          endings.add(
              new Compared.Ending(
                  Compared.Kind.valueOf(in.readUTF()),
                  in.readUTF(),
                  in.readUTF(),
                  in.readUTF(),
                  in.readUTF()));
        }
        List<Integer> ofVersion = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
          ofVersion.add(in.readInt());
        }
        yield new Answered(new Compared(index, call, endings, ofVersion));
      }
    };
  }

  /// Texts of a length that fits.
  final class Texts {
    private static final int MOST_CHARACTERS = 2_000;

    private Texts() {}

    static void write(DataOutputStream out, String text) throws IOException {
      out.writeUTF(text.substring(0, Math.min(text.length(), MOST_CHARACTERS)));
    }
  }
}

package dev.naosu.fuzz;

import java.nio.charset.StandardCharsets;

/// A reader with a fault that only who looks at what it compares with will find.
public final class Bitten {
  private Bitten() {}

  public static void fuzzerTestOneInput(byte[] data) {
    String text = new String(data, StandardCharsets.ISO_8859_1);
    if (text.startsWith("naosu:") && text.length() > 12) {
      throw new IllegalStateException("planted");
    }
  }
}

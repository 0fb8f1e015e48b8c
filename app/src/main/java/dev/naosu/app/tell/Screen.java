package dev.naosu.app.tell;

import java.io.PrintStream;

/// Where text for people goes.
///
/// @param live whether a line can be drawn over: a terminal, not a pipe
/// @param columns width to wrap text at
public record Screen(PrintStream stream, boolean live, Ink ink, int columns) {
  private static final int NARROWEST = 40;
  private static final int WIDEST = 110;

  public Screen {
    columns = Math.clamp(columns, NARROWEST, WIDEST);
  }

  public void line(String text) {
    stream.println(text);
  }
}

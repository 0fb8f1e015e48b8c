package dev.naosu.app.tell;

/// One line per thing that was looked at, with the remedy below what is not well.
public final class CheckList {
  private static final int NAME = 10;

  private final Screen screen;

  public CheckList(Screen screen) {
    this.screen = screen;
  }

  /// @param needed whether nothing works without it
  /// @param remedy empty when good
  public void line(String name, boolean good, boolean needed, String found, String remedy) {
    Ink ink = screen.ink();
    String mark = good ? ink.good("✓") : needed ? ink.bad("✗") : ink.faint("✗");
    screen.line(
        "  "
            + mark
            + "  "
            + name
            + " ".repeat(Math.max(1, NAME - name.length()))
            + SafeText.line(found, 300));
    if (!remedy.isEmpty()) {
      screen.line("     " + " ".repeat(NAME) + "→ " + SafeText.line(remedy, 300));
    }
  }

  public void verdict(boolean fit) {
    Ink ink = screen.ink();
    screen.line("");
    screen.line(
        fit ? ink.good("naosu can heal here") : ink.bad("naosu cannot heal here yet; see → above"));
  }
}

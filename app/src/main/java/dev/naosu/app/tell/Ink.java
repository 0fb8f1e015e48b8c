package dev.naosu.app.tell;

/// Colours for a terminal, or none.
///
/// @param on false leaves every text as it is
public record Ink(boolean on) {
  String good(String text) {
    return paint("32", text);
  }

  String bad(String text) {
    return paint("31", text);
  }

  String place(String text) {
    return paint("36", text);
  }

  public String strong(String text) {
    return paint("1", text);
  }

  String faint(String text) {
    return paint("2", text);
  }

  private String paint(String code, String text) {
    return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}

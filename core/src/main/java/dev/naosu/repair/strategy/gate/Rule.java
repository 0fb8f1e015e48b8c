package dev.naosu.repair.strategy.gate;

/// What a patch of a model is held to. Each is a kind of thing that a repair may not newly do.
public enum Rule {
  PLACE("changes only main sources that were offered"),
  SIZE("changes few files and few lines"),
  SYNTAX("can be parsed"),
  PROCESS("starts no process"),
  NETWORK("reaches no network"),
  REFLECTION("goes around no access by reflection, class loading or native code"),
  SCRIPT("evaluates no script"),
  EXIT("does not end the program"),
  FILES("touches no file that the code did not touch before"),
  THREADS("begins no thread"),
  ENVIRONMENT("neither reads nor sets what the whole program shares"),
  SERIALIZATION("reads and writes no serialized objects"),
  TESTS("has nothing of tests in it"),
  SWALLOWED("swallows no exception"),
  ACCESS("opens nothing that was closed"),
  CHECKS("takes no check away"),
  CRYPTOGRAPHY("does not weaken cryptography"),
  SECRETS("holds no secret"),
  HIDDEN("shows to people what it is"),
  STYLE("keeps the style of the file"),
  EFFECT("does something");

  private final String words;

  Rule(String words) {
    this.words = words;
  }

  /// What is kept, for people: `a repair starts no process`.
  public String words() {
    return "a repair " + words;
  }
}

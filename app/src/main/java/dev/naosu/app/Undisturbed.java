package dev.naosu.app;

/// Tidying up that is done to its end, though whoever tidies up was told to end: an interrupt that
/// is pending would end every waiting in it at once, and leave running what was waited for.
final class Undisturbed {
  private Undisturbed() {}

  /// Does it on a thread of its own, and waits for it, whatever comes meanwhile. An interrupt is
  /// pending afterwards as before.
  static void run(Runnable work) {
    boolean isInterrupted = Thread.interrupted();
    Thread thread = Thread.ofVirtual().name("tidying up").start(work);
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException _) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

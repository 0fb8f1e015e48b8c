package dev.naosu.app.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;

/// What a sender has sent, or is still sending, that nobody has read.
///
/// A server that answers and hangs up in the middle of a body often is not heard: the sender is
/// still writing, and gets a broken connection instead of the answer. And one that keeps the
/// connection would take the rest of the body for the next request. So the rest is read and thrown
/// away, as far as that is not very much; else the answer says that the connection ends with it.
record Unread(Context context) {
  /// More than the largest body that is taken anywhere, so that all but absurd ones hear why not.
  private static final long MOST = 16L << 20;

  private static final int PIECE = 16 * 1024;

  static Unread of(Context context) {
    return new Unread(context);
  }

  /// To be called when the answer is known and not yet sent.
  void leave() {
    if (hasBody() && !isReadToItsEnd()) {
      context.header("Connection", "close");
    }
  }

  private boolean hasBody() {
    return context.req().getContentLengthLong() > 0 || context.header("Transfer-Encoding") != null;
  }

  private boolean isReadToItsEnd() {
    if (context.req().getContentLengthLong() > MOST || isAskingFirst()) {
      return false;
    }
    byte[] piece = new byte[PIECE];
    try {
      InputStream in = new PacedInput(context.req().getInputStream(), System::nanoTime);
      long left = MOST;
      int count = in.read(piece);
      while (count >= 0 && left >= 0) {
        left -= count;
        count = in.read(piece);
      }
      return count < 0;
    } catch (IOException | Refusal _) {
      // the sender has gone, lets it trickle, or never sent what it promised
      return false;
    }
  }

  /// Whoever asks whether to send the body at all, and is refused, should not be asked for it.
  private boolean isAskingFirst() {
    String expected = context.header("Expect");
    return expected != null && context.statusCode() >= 400;
  }
}

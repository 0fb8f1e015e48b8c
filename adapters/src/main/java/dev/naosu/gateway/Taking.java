package dev.naosu.gateway;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// What is held of a request and its answer while they pass, in case they are worth keeping. Holds
/// on to what passes anyway; nothing is copied. Belongs to one thread.
final class Taking {
  private final int most;

  /// Whether the answer is wanted also when it is a good one.
  private final boolean sampled;

  private final Part request = new Part();
  private final Part answer = new Part();

  /// @param most bytes of a body
  Taking(int most, boolean sampled) {
    this.most = most;
    this.sampled = sampled;
  }

  boolean isSampled() {
    return sampled;
  }

  void ofRequest(Buffer buffer) {
    request.add(buffer, most);
  }

  void ofAnswer(Buffer buffer) {
    answer.add(buffer, most);
  }

  Part request() {
    return request;
  }

  Part answer() {
    return answer;
  }

  /// A body, as far as it is held.
  static final class Part {
    /// Most requests have no body.
    private List<Buffer> buffers = List.of();

    private int length;
    private boolean tooLarge;

    private void add(Buffer buffer, int most) {
      if (tooLarge) {
        return;
      }
      if (length + buffer.length() > most) {
        tooLarge = true;
        buffers = List.of();
        return;
      }
      if (length == 0) {
        buffers = new ArrayList<>(1);
      }
      length += buffer.length();
      buffers.add(buffer);
    }

    /// Whether it was more than is held; then nothing is.
    boolean isTooLarge() {
      return tooLarge;
    }

    int length() {
      return tooLarge ? 0 : length;
    }

    byte[] bytes() {
      ByteArrayOutputStream all = new ByteArrayOutputStream(length);
      buffers.forEach(each -> all.writeBytes(each.getBytes()));
      return all.toByteArray();
    }
  }
}

package dev.naosu.twins;

import dev.naosu.detect.Body;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/// An answer on its way: of its body a part is kept, all of it is counted and hashed, and one
/// without end is cut off.
final class Arriving implements BodyHandler<Arriving.Arrived>, BodySubscriber<Arriving.Arrived> {
  private final int mostKept;
  private final long mostRead;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final MessageDigest hash;
  private final CompletableFuture<Arrived> body = new CompletableFuture<>();
  private volatile Optional<ResponseInfo> head = Optional.empty();
  private Optional<Subscription> subscription = Optional.empty();
  private long size;

  /// What came.
  ///
  /// @param kept all of it, or its beginning
  /// @param size in bytes
  /// @param hash SHA-256 in hexadecimal digits
  /// @param ended whether it came to its end
  record Arrived(Body kept, long size, String hash, boolean ended) {
    boolean isWhole() {
      return ended && size == kept.bytes().length;
    }
  }

  /// @param mostKept bytes
  /// @param mostRead bytes
  Arriving(int mostKept, long mostRead) {
    this.mostKept = mostKept;
    this.mostRead = mostRead;
    try {
      this.hash = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Status and headers, once they are there.
  Optional<ResponseInfo> head() {
    return head;
  }

  @Override
  public BodySubscriber<Arrived> apply(ResponseInfo info) {
    head = Optional.of(info);
    return this;
  }

  @Override
  public CompletionStage<Arrived> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = Optional.of(given);
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      hash.update(bytes);
      size += bytes.length;
      kept.write(bytes, 0, Math.clamp(mostKept - kept.size(), 0, bytes.length));
    }
    if (size > mostRead) {
      subscription.ifPresent(Subscription::cancel);
      complete(false);
    }
  }

  @Override
  public void onError(Throwable trouble) {
    body.completeExceptionally(trouble);
  }

  @Override
  public void onComplete() {
    complete(true);
  }

  private void complete(boolean ended) {
    if (!body.isDone()) {
      body.complete(
          new Arrived(
              Body.of(kept.toByteArray()), size, HexFormat.of().formatHex(hash.digest()), ended));
    }
  }
}

package dev.naosu.prove.traffic;

import dev.naosu.detect.RecordedRequest;
import dev.naosu.project.AntPattern;
import dev.naosu.project.Replayable;
import java.util.List;

/// Which requests may be sent again although their method changes something.
///
/// @param allSafe whether the service says that none of them does harm
/// @param safe paths that do none, as Ant writes them, such as `/search` or `POST /quotes/**`
/// @param ownStore whether each start has a store of its own that is thrown away
public record SideEffects(boolean allSafe, List<String> safe, boolean ownStore) {
  /// Only what promises to change nothing is sent.
  public static final SideEffects UNKNOWN = new SideEffects(false, List.of(), false);

  public SideEffects {
    safe = List.copyOf(safe);
  }

  /// What a service says of itself.
  public static SideEffects of(Replayable service) {
    return new SideEffects(service.allSafe(), service.safe(), service.store().isPresent());
  }

  public boolean allows(RecordedRequest request) {
    return request.isSafe()
        || allSafe
        || ownStore
        || safe.stream().anyMatch(each -> isOf(each, request));
  }

  private static boolean isOf(String written, RecordedRequest request) {
    int space = written.indexOf(' ');
    String method = space < 0 ? request.method() : written.substring(0, space);
    String path = space < 0 ? written : written.substring(space + 1).strip();
    return method.equals(request.method()) && AntPattern.of(path).matches(request.path());
  }
}

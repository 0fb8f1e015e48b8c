package dev.naosu.fleet;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// What stands before the instances of one service and shares the requests out. It goes on with the
/// last routing when naosu ends.
public interface Gateway {
  /// Sends new requests that way from now on; those that are under way end where they are. It is
  /// kept across restarts of the gateway before this comes back.
  ///
  /// @throws IOException with a text for people; it goes on as before then
  void route(Routing routing) throws IOException;

  /// Empty before the first.
  Optional<Routing> routing() throws IOException;

  /// What was answered since it started, counted up: the difference of two of them is what happened
  /// between. One that starts later than the one before belongs to a gateway that was started anew.
  Traffic traffic() throws IOException;

  /// What each instance of the routing was seen to answer since it came into it, counted up. An
  /// attempt that another instance made good counts as an error of the first one.
  ///
  /// @throws IOException with a text for people, also when the gateway is too old to tell
  Map<URI, Answers> answers() throws IOException;

  /// How many requests are under way at a version.
  long underWay(Version version) throws IOException;

  /// How many requests are under way at an instance, also at one that gets no new ones any more.
  long underWay(URI instance) throws IOException;
}

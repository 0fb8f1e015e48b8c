package dev.naosu.publisher;

import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.publish.Ask;
import dev.naosu.ship.publish.Parcel;
import dev.naosu.ship.publish.Publishing;
import dev.naosu.ship.publish.Refusal;
import dev.naosu.ship.publish.Reply;
import dev.naosu.ship.revert.Undo;
import java.io.IOException;

/// What a publisher lets out for one service.
///
/// @param service its name
public record RemotePublishing(Asking publisher, String service) implements Publishing {
  @Override
  public Delivered publish(Parcel parcel) throws IOException, InterruptedException {
    return delivered(publisher.ask(new Ask.Publish(service, parcel)));
  }

  @Override
  public boolean forward(String branch) throws IOException, InterruptedException {
    return switch (publisher.ask(new Ask.Forward(service, branch))) {
      case Reply.Told(boolean yes) -> yes;
      case Reply.Refused(Refusal refusal) ->
          throw new IOException(refusal.sentence() + ". " + refusal.remedy());
      case Reply.NotTaken(String why, String remedy) -> throw new IOException(why + ". " + remedy);
      case Reply other -> throw unexpected(other);
    };
  }

  @Override
  public Delivered undo(Undo undo, String branch) throws IOException, InterruptedException {
    return delivered(publisher.ask(new Ask.Revert(service, undo, branch)));
  }

  /// Brings the publisher's mirror up to date.
  ///
  /// @return where it is on this machine
  /// @throws IOException with a text for people
  public String refreshed() throws IOException, InterruptedException {
    return switch (publisher.ask(new Ask.Refresh(service))) {
      case Reply.Words(var words) when words.size() == 1 -> words.getFirst();
      case Reply.Refused(Refusal refusal) ->
          throw new IOException(refusal.sentence() + ". " + refusal.remedy());
      case Reply other -> throw unexpected(other);
    };
  }

  private static Delivered delivered(Reply reply) throws IOException {
    return switch (reply) {
      case Reply.Pushed(String branch, String commit) -> new Delivered.Committed(branch, commit);
      case Reply.Refused(Refusal refusal) ->
          new Delivered.Refused(refusal.sentence(), refusal.remedy());
      case Reply.NotTaken(String why, String remedy) -> new Delivered.Refused(why, remedy);
      case Reply other -> throw unexpected(other);
    };
  }

  private static IOException unexpected(Reply reply) {
    return new IOException(
        reply instanceof Reply.Away(String why)
            ? why
            : "the publisher answers something else than it was asked");
  }
}

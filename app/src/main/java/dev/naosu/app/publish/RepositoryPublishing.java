package dev.naosu.app.publish;

import dev.naosu.git.ServiceRepository;
import dev.naosu.machine.Temporary;
import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.publish.Parcel;
import dev.naosu.ship.publish.Publishing;
import dev.naosu.ship.revert.Undo;
import java.io.IOException;

/// Lets everything out that it is given: for whoever has the right to push.
///
/// @param directory of the project within the repository; empty for its root
public record RepositoryPublishing(ServiceRepository repository, String directory)
    implements Publishing {
  @Override
  public Delivered publish(Parcel parcel) throws IOException, InterruptedException {
    try (Temporary scratch = Temporary.create()) {
      return switch (parcel.kind()) {
        case BRANCH ->
            repository.deliver(
                parcel.change(),
                parcel.message(),
                directory,
                parcel.base(),
                parcel.branch(),
                scratch.directory().resolve("source"));
        case OFFER, UPDATE ->
            repository.propose(
                parcel.change(),
                parcel.message(),
                directory,
                parcel.base(),
                parcel.branch(),
                scratch.directory().resolve("source"));
      };
    }
  }

  @Override
  public boolean forward(String branch) throws IOException, InterruptedException {
    return repository.forward(branch);
  }

  @Override
  public Delivered undo(Undo undo, String branch) throws IOException, InterruptedException {
    try (Temporary scratch = Temporary.create()) {
      return repository.deliver(undo, branch, scratch.directory().resolve("undo"));
    }
  }
}

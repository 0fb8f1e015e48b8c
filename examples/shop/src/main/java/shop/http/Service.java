package shop.http;

/** Something that answers requests; layers around it are services too. */
@FunctionalInterface
public interface Service {
  Answer answer(Request request);
}

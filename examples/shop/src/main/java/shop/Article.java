package shop;

/**
 * Something in the catalogue.
 *
 * @param id as in addresses, such as {@code earl-grey}
 */
public record Article(String id, String name, String category) {}

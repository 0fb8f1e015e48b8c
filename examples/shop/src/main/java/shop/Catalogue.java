package shop;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All articles, whether they have a price or are sold on request. */
public final class Catalogue {
  private final Map<String, Article> articles = new LinkedHashMap<>();

  public Catalogue(List<Article> articles) {
    articles.forEach(article -> this.articles.put(article.id(), article));
  }

  public Optional<Article> find(String id) {
    return Optional.ofNullable(articles.get(id));
  }

  public Collection<Article> all() {
    return Collections.unmodifiableCollection(articles.values());
  }
}

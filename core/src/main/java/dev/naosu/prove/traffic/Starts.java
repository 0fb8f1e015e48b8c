package dev.naosu.prove.traffic;

import java.util.List;

/// What the starts of both builds answered; each start was asked the same, in the same order.
///
/// @param old by start, by request; at least two, so that noise shows
/// @param fresh by start, by request; at least one
public record Starts(List<List<Reply>> old, List<List<Reply>> fresh) {
  public Starts {
    old = old.stream().map(List::copyOf).toList();
    fresh = fresh.stream().map(List::copyOf).toList();
    if (old.size() < 2 || fresh.isEmpty()) {
      throw new IllegalArgumentException("two starts of the old build and one of the new one");
    }
  }

  /// The most that chance gives to "all starts of the old build are alike, and none of the new one
  /// is like them", for a place that is answered in some way at random by both: of all the ways to
  /// deal as many answers to the starts, one or two look like this.
  double chance() {
    int all = old.size() + fresh.size();
    double ways = 1;
    for (int i = 1; i <= old.size(); i++) {
      ways = ways * (all - old.size() + i) / i;
    }
    return Math.min(1, (old.size() == fresh.size() ? 2 : 1) / ways);
  }

  List<Reply> oldReplies(int request) {
    return old.stream().map(replies -> replies.get(request)).toList();
  }

  List<Reply> freshReplies(int request) {
    return fresh.stream().map(replies -> replies.get(request)).toList();
  }
}

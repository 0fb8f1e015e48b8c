package dev.naosu.prove.traffic;

import dev.naosu.prove.traffic.Content.Items;
import dev.naosu.prove.traffic.Content.Members;
import dev.naosu.prove.traffic.Content.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// How the lists in the answers of one operation are to be compared: item by item in their order,
/// by what the items are called, or as sets. It is learnt from the old build alone.
final class Arrangement {
  /// Members that items are called by, the best first.
  private static final List<String> NAMES = List.of("id", "key", "uuid", "code", "sku", "name");

  private final Map<String, How> lists;

  private Arrangement(Map<String, How> lists) {
    this.lists = Map.copyOf(lists);
  }

  /// How the items of a list are told apart.
  sealed interface How {
    record ByPosition() implements How {}

    /// @param member that is different in each item
    record ByName(String member) implements How {}

    /// Their order changes from start to start.
    record AsSet() implements How {}
  }

  /// @param requests for each request, what the starts of the old build answered
  static Arrangement of(List<List<Content>> requests) {
    // by place of a list: by request, by start, the lists that stand there
    Map<String, List<List<List<Items>>>> found = new HashMap<>();
    for (int request = 0; request < requests.size(); request++) {
      List<Content> starts = requests.get(request);
      for (int start = 0; start < starts.size(); start++) {
        Map<String, List<Items>> here = new HashMap<>();
        collect("$", starts.get(start), here);
        for (Map.Entry<String, List<Items>> entry : here.entrySet()) {
          List<List<List<Items>>> all = found.computeIfAbsent(entry.getKey(), _ -> blank(requests));
          all.get(request).set(start, entry.getValue());
        }
      }
    }
    Map<String, How> lists = new HashMap<>();
    found.forEach((place, seen) -> lists.put(place, how(seen)));
    return new Arrangement(lists);
  }

  private static List<List<List<Items>>> blank(List<List<Content>> requests) {
    List<List<List<Items>>> blank = new ArrayList<>();
    for (List<Content> starts : requests) {
      List<List<Items>> each = new ArrayList<>();
      starts.forEach(_ -> each.add(List.of()));
      blank.add(each);
    }
    return blank;
  }

  private static void collect(String place, Content content, Map<String, List<Items>> lists) {
    switch (content) {
      case Members members ->
          members
              .members()
              .forEach((name, inner) -> collect(Places.member(place, name), inner, lists));
      case Items items -> {
        lists.computeIfAbsent(place, _ -> new ArrayList<>()).add(items);
        items.items().forEach(inner -> collect(place + "[]", inner, lists));
      }
      case Value _, Content.Lines _, Content.Bytes _, Content.Unended _, Content.Unknown _ -> {
        // no list
      }
    }
  }

  private static How how(List<List<List<Items>>> seen) {
    for (String member : NAMES) {
      if (isNamedBy(member, seen)) {
        return new How.ByName(member);
      }
    }
    boolean moved = false;
    for (List<List<Items>> starts : seen) {
      for (List<Items> other : starts) {
        if (!sorted(starts.getFirst()).equals(sorted(other))) {
          return new How.ByPosition();
        }
        moved |= !starts.getFirst().equals(other);
      }
    }
    return moved ? new How.AsSet() : new How.ByPosition();
  }

  private static boolean isNamedBy(String member, List<List<List<Items>>> seen) {
    boolean any = false;
    for (List<List<Items>> starts : seen) {
      Optional<Set<String>> first = Optional.empty();
      for (List<Items> lists : starts) {
        Set<String> names = new TreeSet<>();
        for (Items list : lists) {
          Set<String> own = new HashSet<>();
          for (Content item : list.items()) {
            Optional<String> name = name(item, member);
            if (name.isEmpty() || !own.add(name.get())) {
              return false;
            }
            any = true;
          }
          names.addAll(own);
        }
        // names that change from start to start are random, and tell nothing apart
        if (first.isPresent() && !first.get().equals(names)) {
          return false;
        }
        first = Optional.of(names);
      }
    }
    return any;
  }

  private static List<List<String>> sorted(List<Items> lists) {
    return lists.stream()
        .map(list -> list.items().stream().map(Content::toString).sorted().toList())
        .toList();
  }

  /// What an item is called; empty when it has no such member.
  static Optional<String> name(Content item, String member) {
    return item instanceof Members members
            && members.members().get(member) instanceof Value value
            && value.kind() != Content.Kind.NOTHING
        ? Optional.of(value.text())
        : Optional.empty();
  }

  /// @param place of a list
  How of(String place) {
    return lists.getOrDefault(place, new How.ByPosition());
  }
}

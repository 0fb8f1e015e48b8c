package dev.naosu.prove.traffic;

import dev.naosu.prove.traffic.Content.Items;
import dev.naosu.prove.traffic.Content.Kind;
import dev.naosu.prove.traffic.Content.Members;
import dev.naosu.prove.traffic.Content.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// An answer, spread out: what stands at each place. A field is the places of one operation that
/// differ only in which item of a list they are in: `$.items[].price` for `$.items[3].price`.
final class Places {
  static final String STATUS = "status";

  private static final int MOST_TEXT = 200;

  private final Arrangement arrangement;
  private final SortedMap<String, SortedMap<String, Leaf>> fields = new TreeMap<>();

  private Places(Arrangement arrangement) {
    this.arrangement = arrangement;
  }

  /// What stands at one place.
  ///
  /// @param text all of it
  record Leaf(Kind kind, String text) {
    /// For people: texts of JSON in quotes, long ones cut.
    String told() {
      String cut = text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "…" : text;
      return kind == Kind.TEXT ? "\"" + cut + "\"" : cut;
    }
  }

  /// By field, and by place within it.
  static SortedMap<String, SortedMap<String, Leaf>> of(Reply reply, Arrangement arrangement) {
    Places places = new Places(arrangement);
    places.put(STATUS, STATUS, new Leaf(Kind.NUMBER, reply.outcome()));
    if (reply instanceof Reply.Answered answered) {
      answered
          .headers()
          .forEach(
              (name, value) ->
                  places.put("header " + name, "header " + name, new Leaf(Kind.TEXT, value)));
      places.body(answered.body());
    }
    return places.fields;
  }

  /// The place of a member of an object.
  static String member(String place, String name) {
    return name.matches("[A-Za-z_$][\\w$-]*") ? place + "." + name : place + "[\"" + name + "\"]";
  }

  private void body(Content body) {
    switch (body) {
      case Members _, Items _, Value _ -> tree("$", "$", body);
      case Content.Lines lines -> {
        for (int i = 0; i < lines.lines().size(); i++) {
          String line = "line " + (i + 1);
          put(line, line, new Leaf(Kind.TEXT, lines.lines().get(i)));
        }
      }
      case Content.Bytes bytes ->
          put(
              "body",
              "body",
              new Leaf(
                  Kind.BYTES,
                  bytes.size() + " bytes, SHA-256 " + bytes.hash().substring(0, 12) + "…"));
      case Content.Unended unended -> put("body", "body", new Leaf(Kind.BYTES, unended.why()));
      case Content.Unknown _ -> {
        // nothing to compare
      }
    }
  }

  private void tree(String field, String exact, Content content) {
    switch (content) {
      case Value value -> put(field, exact, new Leaf(value.kind(), value.text()));
      case Members members when members.members().isEmpty() ->
          put(field, exact, new Leaf(Kind.MEMBERS, "{}"));
      case Members members ->
          members
              .members()
              .forEach((name, inner) -> tree(member(field, name), member(exact, name), inner));
      case Items items when items.items().isEmpty() ->
          put(field, exact, new Leaf(Kind.ITEMS, "[]"));
      case Items items -> items(field, exact, items.items());
      case Content.Lines _, Content.Bytes _, Content.Unended _, Content.Unknown _ -> {
        // never within JSON
      }
    }
  }

  private void items(String field, String exact, List<Content> items) {
    String inner = field + "[]";
    switch (arrangement.of(field)) {
      case Arrangement.How.ByPosition _ -> {
        for (int i = 0; i < items.size(); i++) {
          tree(inner, exact + "[" + i + "]", items.get(i));
        }
      }
      case Arrangement.How.AsSet _ -> {
        List<Content> sorted = new ArrayList<>(items);
        sorted.sort(Comparator.comparing(Content::toString));
        for (int i = 0; i < sorted.size(); i++) {
          tree(inner, exact + "[any " + i + "]", sorted.get(i));
        }
      }
      case Arrangement.How.ByName(String member) -> {
        List<String> names = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
          Optional<String> name = Arrangement.name(items.get(i), member).filter(taken::add);
          String which = name.map(each -> member + "=" + each).orElse(Integer.toString(i));
          names.add(name.orElse("?"));
          tree(inner, exact + "[" + which + "]", items.get(i));
        }
        String order = field + " (order)";
        put(
            order,
            exact + " (order)",
            new Leaf(Kind.ITEMS, names.stream().collect(Collectors.joining(", ", "[", "]"))));
      }
    }
  }

  private void put(String field, String exact, Leaf leaf) {
    fields.computeIfAbsent(field, _ -> new TreeMap<>()).put(exact, leaf);
  }
}

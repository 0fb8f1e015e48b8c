package dev.naosu.prove.traffic;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The body of an answer, taken apart as far as its format allows.
public sealed interface Content {
  /// What a value is, whatever it says.
  enum Kind {
    NOTHING("null"),
    TRUTH("true or false"),
    NUMBER("a number"),
    TEXT("a text"),
    MEMBERS("an object"),
    ITEMS("a list"),
    BYTES("bytes");

    private final String told;

    Kind(String told) {
      this.told = told;
    }

    /// For people.
    public String told() {
      return told;
    }
  }

  /// A single value within JSON.
  ///
  /// @param text as it was written, without quotes: 12.50 is another text than 12.5
  record Value(Kind kind, String text) implements Content {}

  /// An object of JSON.
  record Members(SortedMap<String, Content> members) implements Content {
    public Members {
      members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }
  }

  /// An array of JSON.
  record Items(List<Content> items) implements Content {
    public Items {
      items = List.copyOf(items);
    }
  }

  /// Text of any other kind, HTML as well; without lines when the body is empty.
  record Lines(List<String> lines) implements Content {
    public Lines {
      lines = List.copyOf(lines);
    }
  }

  /// What is no text, or too large to be taken apart.
  ///
  /// @param hash SHA-256 in hexadecimal digits
  record Bytes(long size, String hash) implements Content {}

  /// It did not end.
  ///
  /// @param why such as `still coming after 10 s`
  record Unended(String why) implements Content {}

  /// It was not kept: of a recorded answer, only the rest can be compared.
  record Unknown() implements Content {}
}

package dev.naosu.repair.strategy.answer;

import java.util.List;

/// One SEARCH/REPLACE block of an answer.
///
/// @param path as the answer names it, empty when it does not
record Block(String path, List<String> search, List<String> replace) {
  Block {
    search = List.copyOf(search);
    replace = List.copyOf(replace);
  }
}

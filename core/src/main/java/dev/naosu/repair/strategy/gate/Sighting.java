package dev.naosu.repair.strategy.gate;

/// Something in a program that a repair may not newly bring in.
///
/// @param key equal for the same thing at another place, or under other names of local variables
/// @param what as written, for people, in one line
/// @param line from 1
record Sighting(Rule rule, String key, String what, int line) {}

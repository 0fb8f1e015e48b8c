package dev.naosu.detect.logs;

import java.time.Instant;

/// A line that says that something is wrong which was not before.
///
/// @param isNew whether no such line was seen before; else they are many more than usual
/// @param line the one that showed it
/// @param began when the first of them was written
/// @param count how many there were of late
public record LogAlarm(
    boolean isNew, LogTemplate template, LogLine line, Instant began, long count) {}

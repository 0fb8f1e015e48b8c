package dev.naosu.replay;

import java.io.Serializable;

/// What a method is called with.
///
/// @param graph its first root is the receiver ([Value.Null] for none), the others are arguments
public record Input(MethodKey method, Graph graph) implements Serializable {}

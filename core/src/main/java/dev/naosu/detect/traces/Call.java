package dev.naosu.detect.traces;

/// That one service asked another.
public record Call(String environment, String caller, String callee) {}

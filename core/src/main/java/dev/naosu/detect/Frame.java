package dev.naosu.detect;

/// One line of a stack trace.
///
/// @param className binary name
/// @param file simple file name, empty when unknown
/// @param line from 1; 0 or less when unknown
public record Frame(String className, String methodName, String file, int line) {}

package dev.naosu.repair;

import dev.naosu.code.Patch;

/// A patch that may be the repair.
///
/// @param operator name of the template that made it
/// @param trust of its kind of edit
/// @param patch against the original sources
/// @param path of the file of its site
/// @param line of its site, from 1
/// @param method the method of its site as `Class.method`, for taking turns between methods
/// @param description what it does, for people: a phrase such as "compare with <= instead of <"
/// @param score in (0, 1]: how early it deserves to be tried
public record Candidate(
    String operator,
    Trust trust,
    Patch patch,
    String path,
    int line,
    String method,
    String description,
    double score) {}

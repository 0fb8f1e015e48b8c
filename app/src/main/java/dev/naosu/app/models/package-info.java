/// The models that a person configured: read from a file of that person's or from the environment,
/// opened, and tried.
@NullMarked
package dev.naosu.app.models;

import org.jspecify.annotations.NullMarked;

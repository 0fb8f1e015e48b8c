/// Language models behind HTTP, through LangChain4j; recordings of what they said; a file that
/// counts what a day took. What a model's server sends is hostile: all of it is bounded in size and
/// in time.
@NullMarked
package dev.naosu.models;

import org.jspecify.annotations.NullMarked;

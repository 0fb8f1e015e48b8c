/// Language models: what is asked, what comes back and what it cost. Knows no stage and no
/// provider. What a model says is text from outside, never an order.
@NullMarked
package dev.naosu.model;

import org.jspecify.annotations.NullMarked;

/// What the faces on the network stand on: routes that say who may use them, the gate before them,
/// and errors that name the remedy.
@NullMarked
package dev.naosu.app.web;

import org.jspecify.annotations.NullMarked;

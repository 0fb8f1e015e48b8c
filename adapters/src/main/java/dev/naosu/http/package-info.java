/// Requests that the configuration names, sent once and led nowhere else.
@NullMarked
package dev.naosu.http;

import org.jspecify.annotations.NullMarked;

/// Where what is measured will lead: a date as an interval with a stated confidence, or that nobody
/// can tell yet.
@NullMarked
package dev.naosu.detect.forecast;

import org.jspecify.annotations.NullMarked;

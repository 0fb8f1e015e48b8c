/// What two builds of a service answered to the same requests in, where they differ beyond noise
/// and what that proves out. Knows no language.
@NullMarked
package dev.naosu.prove.traffic;

import org.jspecify.annotations.NullMarked;

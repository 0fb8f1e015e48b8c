/// Java processes of this machine and this user, seen and treated through their own management
/// beans. One that cannot be attached to tells nothing.
@NullMarked
package dev.naosu.jmx;

import org.jspecify.annotations.NullMarked;

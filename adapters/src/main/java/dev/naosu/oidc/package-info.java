/// People who sign in at an OpenID provider: a browser's way there and back in, what was proven
/// out.
@NullMarked
package dev.naosu.oidc;

import org.jspecify.annotations.NullMarked;

/// Places where people review changes: GitHub, GitLab and Gitea, by their own APIs.
@NullMarked
package dev.naosu.forge;

import org.jspecify.annotations.NullMarked;

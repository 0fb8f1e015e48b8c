/// Playbooks of Ansible.
@NullMarked
package dev.naosu.ansible;

import org.jspecify.annotations.NullMarked;

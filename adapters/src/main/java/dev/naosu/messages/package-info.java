/// Ways to reach people: Slack, mail, PagerDuty, and webhooks.
@NullMarked
package dev.naosu.messages;

import org.jspecify.annotations.NullMarked;

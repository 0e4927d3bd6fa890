/**
 * What every agent is to know and has: {@link dev.weft.collector.push.Control} holds the
 * conversation, on one loop, without knowing of sockets ({@link
 * dev.weft.collector.push.AgentLink}).
 */
@NullMarked
package dev.weft.collector.push;

import org.jspecify.annotations.NullMarked;

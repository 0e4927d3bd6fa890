/**
 * What agent and collector say to each other. Public: {@link dev.weft.policy.frame.AgentMessage}
 * and {@link dev.weft.policy.frame.CollectorMessage} (sealed, with their messages), {@link
 * dev.weft.policy.frame.Frame} with {@link dev.weft.policy.frame.Host}, {@link
 * dev.weft.policy.frame.HostEndpoints} and {@link dev.weft.policy.frame.Instance}; {@link
 * dev.weft.policy.frame.FrameCodec} between them and text, {@link
 * dev.weft.policy.frame.MalformedMessageException} for text that is none; {@link
 * dev.weft.policy.frame.Channel} with the channel's constants.
 */
@NullMarked
package dev.weft.policy.frame;

import org.jspecify.annotations.NullMarked;

package dev.weft.collector.authority;

import dev.weft.collector.access.Grant;

/**
 * What a verified certificate of an agent says.
 *
 * @param id {@code spiffe://...}
 * @param tokenId by which its holder joined; empty: none
 */
public record AgentCertificate(String id, Grant grant, String tokenId) {}

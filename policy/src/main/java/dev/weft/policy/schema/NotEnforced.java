package dev.weft.policy.schema;

/**
 * A field that is accepted and stored but has no effect.
 *
 * @param path within the document
 * @param reason for people: what happens instead
 */
public record NotEnforced(String path, String reason) {}

package dev.weft.policy.schema;

/**
 * Something that takes effect but is probably not meant.
 *
 * @param path within the document
 * @param message for people
 */
public record Warning(String path, String message) {}

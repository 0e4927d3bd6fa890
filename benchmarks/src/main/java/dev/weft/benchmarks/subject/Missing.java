package dev.weft.benchmarks.subject;

/**
 * Why a subject cannot be measured here.
 *
 * @param obtain the command that would change that
 */
public record Missing(String reason, String obtain) {}

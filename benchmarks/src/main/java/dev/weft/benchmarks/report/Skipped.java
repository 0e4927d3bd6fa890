package dev.weft.benchmarks.report;

/**
 * A subject that could not be run here.
 *
 * @param subject its name
 * @param reason why
 * @param obtain the command that makes it available
 */
public record Skipped(String subject, String reason, String obtain) {}

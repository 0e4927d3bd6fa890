package dev.weft.benchmarks.report;

/**
 * A subject that ran but did not do what it claims, so nothing is said of its figures.
 *
 * @param subject its name, with the workload where it failed in only one
 * @param reason what was expected and what was seen
 */
public record Failed(String subject, String reason) {}

/**
 * The HTTP API: every operation with its route and description ({@link
 * dev.weft.collector.api.Api}).
 */
@NullMarked
package dev.weft.collector.api;

import org.jspecify.annotations.NullMarked;

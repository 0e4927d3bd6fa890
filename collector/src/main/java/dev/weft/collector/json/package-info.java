/**
 * JSON and YAML as plain Java trees: {@link dev.weft.collector.json.Json}, {@link
 * dev.weft.collector.json.Yaml}, {@link dev.weft.collector.json.Tree}.
 */
@NullMarked
package dev.weft.collector.json;

import org.jspecify.annotations.NullMarked;

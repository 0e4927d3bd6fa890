package dev.weft.collector.api;

import dev.weft.collector.json.Tree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The OpenAPI document, made of the operations themselves. */
final class OpenApi {
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  private OpenApi() {}

  static Map<String, Object> of(Collection<Operation> operations) {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Operation operation : operations) {
      paths
          .computeIfAbsent(operation.path, path -> new LinkedHashMap<>())
          .put(operation.method().name().toLowerCase(Locale.ROOT), describe(operation));
    }
    return Tree.of(
        "openapi",
        "3.1.0",
        "info",
        Tree.of(
            "title", "Weft collector",
            "version", "v1",
            "description", "The control plane of a service mesh without proxies for the JVM."),
        "paths",
        paths,
        "components",
        Tree.of("schemas", Tree.of("Problem", problem())));
  }

  private static Map<String, Object> describe(Operation operation) {
    List<Object> parameters = new ArrayList<>();
    Matcher matcher = PARAMETER.matcher(operation.path);
    while (matcher.find()) {
      parameters.add(parameter(matcher.group(1), "path", true, ""));
    }
    operation
        .queryParameters()
        .forEach(
            (name, meaning) ->
                parameters.add(parameter(name, "query", meaning.endsWith("required"), meaning)));
    operation
        .headers()
        .forEach((name, meaning) -> parameters.add(parameter(name, "header", false, meaning)));
    Map<String, Object> tree =
        Tree.of(
            "operationId", operation.id,
            "summary", operation.summary,
            "parameters", parameters.isEmpty() ? null : parameters);
    if (!operation.bodyTypes().isEmpty()) {
      Map<String, Object> content = new LinkedHashMap<>();
      operation.bodyTypes().forEach(type -> content.put(type, Map.of()));
      tree.put("requestBody", Tree.of("required", true, "content", content));
    }
    tree.put("responses", responses(operation));
    return tree;
  }

  private static Map<String, Object> responses(Operation operation) {
    Map<String, Object> responses = new LinkedHashMap<>();
    operation
        .statuses()
        .forEach(
            (status, meaning) ->
                responses.put(
                    Integer.toString(status),
                    status < 400
                        ? Tree.of(
                            "description", meaning, "content", Map.of(operation.type(), Map.of()))
                        : error(meaning)));
    responses.put("default", error("an error"));
    return responses;
  }

  private static Map<String, Object> error(String meaning) {
    return Tree.of(
        "description",
        meaning,
        "content",
        Map.of(
            "application/problem+json",
            Map.of("schema", Map.of("$ref", "#/components/schemas/Problem"))));
  }

  private static Map<String, Object> parameter(
      String name, String in, boolean required, String meaning) {
    return Tree.of(
        "name", name,
        "in", in,
        "required", required,
        "description", meaning.isEmpty() ? null : meaning,
        "schema", Map.of("type", "string"));
  }

  private static Map<String, Object> problem() {
    Map<String, Object> text = Map.of("type", "string");
    Map<String, Object> number = Map.of("type", "integer");
    return Tree.of(
        "type",
        "object",
        "description",
        "RFC 9457, with one entry in problems for each wrong place of each document.",
        "properties",
        Tree.of(
            "type", text,
            "title", text,
            "status", number,
            "detail", text,
            "problems",
                Tree.of(
                    "type",
                    "array",
                    "items",
                    Tree.of(
                        "type",
                        "object",
                        "properties",
                        Tree.of(
                            "document", text,
                            "path", text,
                            "value", text,
                            "expected", text,
                            "line", number)))));
  }
}

package dev.weft.policy.document;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.weft.policy.tree.TreeReader;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses what YAML can say beyond JSON. Loaded by {@link DocumentReader} alone. */
final class YamlGuard implements TreeReader.Guard {
  private static final String CORE = "tag:yaml.org,2002:";
  private static final Set<String> TAGS =
      Set.of("str", "int", "float", "bool", "null", "map", "seq");

  @Override
  public @Nullable String objection(JsonParser parser) throws IOException {
    YAMLParser yaml = (YAMLParser) parser;
    if (yaml.isCurrentAlias()) {
      return "aliases are not supported: write the value out";
    }
    if (yaml.currentToken() == JsonToken.FIELD_NAME && "<<".equals(yaml.currentName())) {
      return "merge keys are not supported: write the fields out";
    }
    String tag = yaml.getTypeId();
    if (tag != null && !(tag.startsWith(CORE) && TAGS.contains(tag.substring(CORE.length())))) {
      return "the tag " + tag + " is not supported";
    }
    return null;
  }

  /** A scalar without any text ({@code key:}) is null; a quoted empty one is a text. */
  @Override
  public boolean isNothing(JsonParser parser) throws IOException {
    JsonLocation start = parser.currentTokenLocation();
    JsonLocation end = parser.currentLocation();
    return parser.getTextLength() == 0
        && start.getLineNr() == end.getLineNr()
        && start.getColumnNr() == end.getColumnNr();
  }
}

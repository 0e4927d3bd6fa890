package dev.weft.collector.access;

import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.policy.tree.MalformedTreeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code tokens.json}: everything about tokens but their secrets. */
final class TokenFile {
  private static final long VERSION = 1;

  private final Path file;

  TokenFile(Path file) {
    this.file = file;
  }

  List<Token> read() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return parse(Files.readString(file));
    } catch (IOException | MalformedTreeException | IllegalArgumentException e) {
      throw new AccessFileException(
          "The tokens in "
              + file
              + " cannot be read: "
              + e.getMessage()
              + ". The file was left as it is. Restore it from a backup; without it all tokens are"
              + " lost and new ones have to be made.",
          e);
    }
  }

  private static List<Token> parse(String text) throws MalformedTreeException {
    Object tree = Json.parse(text);
    if (Tree.number(tree, "version") != VERSION) {
      throw new IllegalArgumentException(
          "it has version " + Tree.text(tree, "version") + ", expected " + VERSION);
    }
    List<Token> tokens = new ArrayList<>();
    for (Object one : Tree.list(tree, "tokens")) {
      String hash = Tree.text(one, "hash");
      if (hash.length() != 64) {
        throw new IllegalArgumentException("token " + Tree.text(one, "id") + " has no hash");
      }
      tokens.add(
          new Token(
              Tree.text(one, "id"),
              Token.Kind.valueOf(Tree.text(one, "kind")),
              Tree.text(one, "name"),
              Role.of(Tree.text(one, "role")),
              grant(one),
              hash,
              Tree.text(one, "createdBy"),
              Tree.number(one, "created"),
              Tree.number(one, "expires"),
              Tree.number(one, "revoked"),
              Tree.number(one, "used"),
              Tree.text(one, "authority")));
    }
    return tokens;
  }

  private static @Nullable Grant grant(Object tree) {
    Map<String, Object> grant = Tree.object(tree, "grant");
    return grant.isEmpty()
        ? null
        : new Grant(
            Tree.text(grant, "namespace"),
            Tree.text(grant, "serviceAccount"),
            Tree.list(grant, "services").stream().map(String::valueOf).toList());
  }

  void write(Collection<Token> tokens) {
    String text =
        Json.pretty(
            Tree.of("version", VERSION, "tokens", tokens.stream().map(TokenFile::tree).toList()));
    try {
      SecretFile.write(file, text + "\n");
    } catch (IOException e) {
      throw new AccessFileException("The tokens cannot be written to " + file + ": " + e, e);
    }
  }

  private static Map<String, Object> tree(Token token) {
    Role role = token.role();
    Grant grant = token.grant();
    return Tree.of(
        "id", token.id(),
        "kind", token.kind().name(),
        "name", token.name(),
        "role", role == null ? null : role.word(),
        "grant",
            grant == null
                ? null
                : Tree.of(
                    "namespace", grant.namespace(),
                    "serviceAccount", grant.serviceAccount(),
                    "services", grant.services()),
        "hash", token.hash(),
        "createdBy", token.createdBy(),
        "created", token.createdMillis(),
        "expires", token.expiresMillis(),
        "revoked", token.revokedMillis(),
        "used", token.usedMillis(),
        "authority", token.authority().isEmpty() ? null : token.authority());
  }
}

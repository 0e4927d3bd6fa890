package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import dev.weft.collector.access.Grant;
import dev.weft.collector.access.Role;
import dev.weft.collector.access.Token;
import dev.weft.collector.access.TokenException;
import dev.weft.collector.access.Tokens;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Shown;
import dev.weft.collector.json.Tree;
import dev.weft.collector.time.Clock;
import dev.weft.policy.tree.MalformedTreeException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tokens: made, listed, revoked. A secret is in the one answer that makes it, and nowhere else. */
final class TokenApi {
  private static final int MAX_BODY_BYTES = 16 * 1024;
  private static final int MAX_SERVICES = 32;
  private static final long SECOND = 1_000;
  private static final long HOUR = 3_600 * SECOND;
  private static final long DAY = 24 * HOUR;
  private static final long MAX_LIFE = 3650 * DAY;

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,62}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@ -]{0,63}");

  private final Tokens tokens;
  private final Clock clock;

  TokenApi(Tokens tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/v1/tokens",
            "listTokens",
            "All tokens, without their secrets.",
            call -> {
              return Answer.ok(
                  Tree.of("tokens", tokens.list().stream().map(this::describe).toList()));
            }),
        Operation.get(
                "/v1/tokens",
                "createToken",
                "Makes a token; this answer is the only one that has its secret.",
                this::create)
            .with(HttpMethod.POST)
            .takes(MAX_BODY_BYTES, "application/json")
            .answers(
                Map.of(
                    201, "the token", 400, "a field is wrong", 409, "there are too many tokens")),
        Operation.get(
                "/v1/tokens/{id}",
                "revokeToken",
                "Revokes a token. Agents that joined by it are disconnected and renewed no more.",
                this::revoke)
            .with(HttpMethod.DELETE)
            .answers(Map.of(200, "it is revoked", 404, "there is none")));
  }

  private Answer create(Call call) {
    Tokens.Wish wish = wish(call);
    try {
      Tokens.Made made = tokens.create(wish);
      Map<String, Object> tree = describe(made.token());
      tree.put("token", made.text());
      call.note(named(made.token()));
      return new Answer(201, MediaType.JSON_UTF_8, Json.write(tree) + "\n");
    } catch (TokenException e) {
      throw new ApiException(409, e.getMessage());
    }
  }

  private Tokens.Wish wish(Call call) {
    Object tree;
    try {
      tree = Json.parse(call.text());
    } catch (MalformedTreeException e) {
      throw new ApiException(400, "the body is no JSON: " + e.getMessage());
    }
    Token.Kind kind =
        switch (Tree.text(tree, "kind")) {
          case "join" -> Token.Kind.JOIN;
          case "service" -> Token.Kind.SERVICE;
          case "operator" -> Token.Kind.OPERATOR;
          default -> throw wrong("kind", tree, "join, service or operator");
        };
    Role role = null;
    Grant grant = null;
    if (kind == Token.Kind.OPERATOR) {
      role = Role.of(Tree.text(tree, "role"));
      if (role == null) {
        throw wrong("role", tree, "ingest, read, write or admin");
      }
    } else {
      grant = grant(tree);
    }
    String name = Tree.text(tree, "name");
    if (name.isEmpty()) {
      name = grant != null ? grant.toString().replace('/', '.') : Tree.text(tree, "role");
    }
    if (!NAME.matcher(name).matches()) {
      throw wrong("name", tree, "1 to 64 letters, digits, spaces, '.', '_', '@', '-'");
    }
    return new Tokens.Wish(kind, name, role, grant, call.principal().name(), expires(kind, tree));
  }

  private static Grant grant(@Nullable Object tree) {
    String namespace = Tree.text(tree, "namespace");
    namespace = namespace.isEmpty() ? "default" : namespace;
    if (!LABEL.matcher(namespace).matches()) {
      throw wrong("namespace", tree, "a DNS label");
    }
    String account = Tree.text(tree, "serviceAccount");
    if (!ACCOUNT.matcher(account).matches()) {
      throw wrong("serviceAccount", tree, "1 to 63 letters, digits, '.', '_', '-'");
    }
    List<String> services =
        Tree.list(tree, "services").stream().map(String::valueOf).distinct().toList();
    if (services.isEmpty()) {
      services = List.of(account);
    }
    if (services.size() > MAX_SERVICES
        || !services.stream().allMatch(service -> LABEL.matcher(service).matches())) {
      throw wrong("services", tree, "1 to " + MAX_SERVICES + " DNS labels");
    }
    return new Grant(namespace, account, services);
  }

  /** Short for what is used once, none for nobody but who asks for it with -1. */
  private long expires(Token.Kind kind, @Nullable Object tree) {
    long seconds = Tree.number(tree, "expiresInSeconds");
    if (seconds == -1) {
      return 0;
    }
    if (seconds < -1 || seconds > MAX_LIFE / SECOND) {
      throw wrong("expiresInSeconds", tree, "1 to " + MAX_LIFE / SECOND + ", or -1 for never");
    }
    long life =
        switch (kind) {
          case JOIN -> HOUR;
          case SERVICE -> 365 * DAY;
          case OPERATOR -> 90 * DAY;
        };
    return clock.millis() + (seconds == 0 ? life : seconds * SECOND);
  }

  private static ApiException wrong(String field, @Nullable Object tree, String expected) {
    return new ApiException(
        400, field + ": '" + Shown.text(Tree.text(tree, field)) + "', expected " + expected);
  }

  private Answer revoke(Call call) {
    Token token = tokens.revoke(call.path("id"));
    if (token == null) {
      throw new ApiException(404, "There is no token " + Shown.text(call.path("id")) + ".");
    }
    call.note(named(token));
    return Answer.ok(describe(token));
  }

  /** For the audit log, which is to say whose token it was. */
  private static String named(Token token) {
    Role role = token.role();
    return "token %s, %s '%s' of %s"
        .formatted(
            token.id(),
            kind(token.kind()),
            token.name(),
            role == null ? String.valueOf(token.grant()) : "role " + role.word());
  }

  private Map<String, Object> describe(Token token) {
    Role role = token.role();
    Grant grant = token.grant();
    long now = clock.millis();
    String state =
        token.revokedMillis() != 0
            ? "revoked"
            : token.usedMillis() != 0 ? "used" : token.active(now) ? "active" : "expired";
    return Tree.of(
        "id",
        token.id(),
        "kind",
        kind(token.kind()),
        "name",
        token.name(),
        "role",
        role == null ? null : role.word(),
        "namespace",
        grant == null ? null : grant.namespace(),
        "serviceAccount",
        grant == null ? null : grant.serviceAccount(),
        "services",
        grant == null ? null : grant.services(),
        "state",
        state,
        "createdBy",
        token.createdBy(),
        "createdMillis",
        token.createdMillis(),
        "authority",
        token.authority().isEmpty() ? null : token.authority().substring(0, 16),
        "expiresMillis",
        token.expiresMillis() == 0 ? null : token.expiresMillis());
  }

  private static String kind(Token.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}

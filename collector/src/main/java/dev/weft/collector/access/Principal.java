package dev.weft.collector.access;

import com.linecorp.armeria.common.RequestContext;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf a request is made. Immutable.
 *
 * @param kind how that is known
 * @param name for people and for the history: an operator's token by its name, an agent by its
 *     identity; never a secret
 * @param role of an operator; null for others
 * @param grant what an agent may say of itself; null for others
 * @param tokenId of the token that stands behind it, also behind an agent's certificate; empty:
 *     none
 */
public record Principal(
    Kind kind, String name, @Nullable Role role, @Nullable Grant grant, String tokenId) {

  private static final AttributeKey<Principal> KEY =
      AttributeKey.valueOf(Principal.class, "principal");

  /** Nobody in particular: nothing was presented, and nothing was asked for. */
  public static final Principal ANONYMOUS =
      new Principal(Kind.ANONYMOUS, "anonymous", null, null, "");

  /** How it is known who asks. */
  public enum Kind {
    ANONYMOUS,
    /** By an operator's token. */
    OPERATOR,
    /** By a join or service token: an agent that has no certificate yet. */
    JOINING,
    /** By a certificate of the mesh. */
    AGENT
  }

  /** Of a request; {@link #ANONYMOUS} where nobody authenticated. */
  public static Principal of(RequestContext context) {
    Principal principal = context.attr(KEY);
    return principal == null ? ANONYMOUS : principal;
  }

  /** Notes who asks. */
  public void attach(RequestContext context) {
    context.setAttr(KEY, this);
  }
}

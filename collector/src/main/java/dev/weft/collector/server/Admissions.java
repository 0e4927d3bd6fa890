package dev.weft.collector.server;

import dev.weft.collector.access.AccessFileException;
import dev.weft.collector.access.Principal;
import dev.weft.collector.access.TokenException;
import dev.weft.collector.access.Tokens;
import dev.weft.collector.push.Surroundings;
import dev.weft.collector.time.Loop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who gets a certificate, by their tokens. A join token is spent before its certificate is signed,
 * and that takes a write to the disk: it is done on a loop that may block.
 */
record Admissions(Tokens tokens, Loop desk) implements Surroundings.Admission {
  @Override
  public void admit(Principal principal, Consumer<@Nullable String> then) {
    if (principal.kind() == Principal.Kind.ANONYMOUS) {
      then.accept(null);
      return;
    }
    desk.execute(
        () -> {
          String wrong = null;
          try {
            if (principal.kind() == Principal.Kind.JOINING) {
              tokens.spend(principal.tokenId());
            } else if (tokens.isRevoked(principal.tokenId())) {
              wrong = "the token " + principal.tokenId() + " was revoked";
            }
          } catch (TokenException | AccessFileException e) {
            wrong = e.getMessage();
          }
          then.accept(wrong);
        });
  }
}

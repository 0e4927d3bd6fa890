package dev.weft.collector.push;

import dev.weft.collector.access.Grant;
import dev.weft.collector.access.Principal;
import dev.weft.collector.authority.RefusedRequestException;
import dev.weft.collector.time.Loop;
import dev.weft.policy.frame.AgentMessage.SignRequest;
import dev.weft.policy.frame.CollectorMessage.Certificate;
import dev.weft.policy.frame.CollectorMessage.SignRefused;

/** Gives agents certificates of what they may be. For the mesh's loop alone. */
final class Signing {
  private final Loop loop;
  private final Surroundings surroundings;
  private final Rolling rolling;

  Signing(Loop loop, Surroundings surroundings, Rolling rolling) {
    this.loop = loop;
    this.surroundings = surroundings;
    this.rolling = rolling;
  }

  /** Answers once it is decided, which may take a write to the disk. */
  void sign(Agent agent, AgentLink link, SignRequest request) {
    Principal principal = link.principal();
    Grant grant = principal.grant() != null ? principal.grant() : GrantCheck.claimed(agent.hello());
    surroundings
        .admission()
        .admit(
            principal,
            wrong ->
                loop.execute(
                    () -> {
                      if (wrong != null) {
                        link.send(new SignRefused(wrong));
                      } else {
                        sign(agent, link, request, grant, principal.tokenId());
                      }
                    }));
  }

  private void sign(Agent agent, AgentLink link, SignRequest request, Grant grant, String tokenId) {
    try {
      String chain = surroundings.authority().sign(request.csr(), grant, tokenId);
      link.send(new Certificate(chain, surroundings.authority().roots()));
      if (agent.link == link) {
        rolling.certified(agent);
      }
    } catch (RefusedRequestException e) {
      link.send(new SignRefused(e.getMessage()));
    }
  }
}

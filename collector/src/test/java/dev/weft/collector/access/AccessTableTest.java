package dev.weft.collector.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.access.AccessTable.Need;
import org.junit.jupiter.api.Test;

class AccessTableTest {
  @Test
  void whatNobodyThoughtOfIsForAdministrators() {
    assertThat(AccessTable.need("POST", "/v1/new")).isEqualTo(Need.ADMIN);
    assertThat(AccessTable.need("GET", "/*")).isEqualTo(Need.ADMIN);
    assertThat(AccessTable.need("POST", "/healthz")).isEqualTo(Need.ADMIN);
    assertThat(AccessTable.need("GET", "/healthzz")).isEqualTo(Need.ADMIN);
  }

  @Test
  void eachRoleHasItsOwn() {
    Principal ingest = operator(Role.INGEST);
    Principal read = operator(Role.READ);
    Principal write = operator(Role.WRITE);
    Principal admin = operator(Role.ADMIN);
    assertThat(Need.INGEST.metBy(ingest)).isTrue();
    assertThat(Need.READ.metBy(ingest)).isFalse();
    assertThat(Need.READ.metBy(read)).isTrue();
    assertThat(Need.WRITE.metBy(read)).isFalse();
    assertThat(Need.INGEST.metBy(read)).isFalse();
    assertThat(Need.WRITE.metBy(write)).isTrue();
    assertThat(Need.READ.metBy(write)).isTrue();
    assertThat(Need.ADMIN.metBy(write)).isFalse();
    for (Need need : Need.values()) {
      assertThat(need.metBy(admin)).as("%s", need).isEqualTo(need != Need.AGENT);
      assertThat(need.metBy(Principal.ANONYMOUS))
          .as("%s", need)
          .isEqualTo(need == Need.OPEN || need == Need.PAGE);
    }
  }

  @Test
  void anAgentIsNoOperator() {
    Grant grant = new Grant("default", "web", java.util.List.of("web"));
    Principal agent = new Principal(Principal.Kind.AGENT, "web", null, grant, "");
    assertThat(Need.AGENT.metBy(agent)).isTrue();
    assertThat(Need.INGEST.metBy(agent)).isTrue();
    assertThat(Need.READ.metBy(agent)).isFalse();
    assertThat(Need.ADMIN.metBy(agent)).isFalse();
    Principal joining = new Principal(Principal.Kind.JOINING, "web", null, grant, "");
    assertThat(Need.AGENT.metBy(joining)).isTrue();
    assertThat(Need.INGEST.metBy(joining)).isFalse();
  }

  private static Principal operator(Role role) {
    return new Principal(Principal.Kind.OPERATOR, "ann", role, null, "");
  }
}

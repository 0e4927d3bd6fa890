package dev.weft.collector.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  private static final String FINGERPRINT = "ab".repeat(32);
  private static final Grant REVIEWS = new Grant("shop", "reviews", List.of("reviews"));

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(1_000_000);

  @Test
  void aTokenOpensWhatItWasMadeForAndCarriesTheFingerprint() throws Exception {
    Tokens tokens = open();
    Tokens.Made made = tokens.create(operator(Role.WRITE, 0));
    assertThat(made.text()).matches("weft_op_[0-9a-f]{10}_[0-9a-f]{64}_" + FINGERPRINT);
    Principal ann = tokens.check(made.text());
    assertThat(ann.name()).isEqualTo("ann");
    assertThat(ann.role()).isEqualTo(Role.WRITE);
    assertThat(ann.tokenId()).isEqualTo(made.token().id());

    Principal agent = tokens.check(tokens.create(service()).text());
    assertThat(agent.kind()).isEqualTo(Principal.Kind.JOINING);
    assertThat(agent.grant()).isEqualTo(REVIEWS);
  }

  @Test
  void onlyAHashIsKeptAndNobodyElseReadsIt() throws Exception {
    Tokens.Made made = open().create(operator(Role.ADMIN, 0));
    Path file = folder.resolve("tokens.json");
    String secret = made.text().split("_")[3];
    assertThat(Files.readString(file)).contains(made.token().id()).doesNotContain(secret);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(made.toString() + made.token()).doesNotContain(secret).doesNotContain("hash");
  }

  @Test
  void aTokenOutlivesTheProcess() throws Exception {
    String text = open().create(service()).text();
    assertThat(open().check(text).grant()).isEqualTo(REVIEWS);
  }

  @Test
  void aRevokedTokenOpensNothingAlsoAfterARestart() throws Exception {
    Tokens tokens = open();
    List<String> told = new ArrayList<>();
    tokens.onRevoke(told::add);
    Tokens.Made made = tokens.create(service());
    tokens.revoke(made.token().id());
    assertThat(told).containsExactly(made.token().id());
    assertRefused(tokens, made.text(), "was revoked");
    assertRefused(open(), made.text(), "was revoked");
    assertThat(open().isRevoked(made.token().id())).isTrue();
    assertThat(tokens.revoke("0000000000")).isNull();
  }

  @Test
  void aTokenEndsAtItsTime() throws Exception {
    Tokens tokens = open();
    String text = tokens.create(operator(Role.READ, now.get() + 10)).text();
    now.addAndGet(9);
    assertThat(tokens.check(text).role()).isEqualTo(Role.READ);
    now.addAndGet(1);
    assertRefused(tokens, text, "expired at 1970-01-01T00:16:40.010Z");
  }

  @Test
  void aJoinTokenIsGoodForOneCertificate() throws Exception {
    Tokens tokens = open();
    Tokens.Made made =
        tokens.create(new Tokens.Wish(Token.Kind.JOIN, "one", null, REVIEWS, "ann", 0));
    Principal first = tokens.check(made.text());
    Principal second = tokens.check(made.text());
    tokens.spend(first.tokenId());
    assertThatThrownBy(() -> tokens.spend(second.tokenId())).hasMessageContaining("used already");
    assertRefused(open(), made.text(), "used already");

    Tokens.Made again = tokens.create(service());
    tokens.spend(again.token().id());
    tokens.spend(again.token().id());
    assertThat(tokens.check(again.text()).grant()).isEqualTo(REVIEWS);
  }

  @Test
  void aGuessIsToldNothing() throws Exception {
    Tokens tokens = open();
    String text = tokens.create(service()).text();
    String[] parts = text.split("_");
    parts[3] = "0".repeat(64);
    assertRefused(tokens, String.join("_", parts), "is not known");
    assertRefused(tokens, "", "is not known");
    assertRefused(tokens, "x".repeat(10_000), "is not known");
    // A revoked one says so only to who holds its secret.
    tokens.revoke(parts[2]);
    assertRefused(tokens, String.join("_", parts), "is not known");
  }

  @Test
  void theFirstAdminTokenIsMadeOnceAndAgainOnlyOnDemand() throws Exception {
    Tokens tokens = open();
    Path file = tokens.ensureAdmin(false);
    assertThat(file).isNotNull();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String first = Files.readString(file).trim();
    assertThat(tokens.check(first).role()).isEqualTo(Role.ADMIN);
    assertThat(open().ensureAdmin(false)).isNull();
    assertThat(open().ensureAdmin(true)).isNotNull();
    assertThat(Files.readString(file).trim()).isNotEqualTo(first);
  }

  @Test
  void withoutAnAdminLeftAnotherIsMade() throws Exception {
    Tokens tokens = open();
    tokens.ensureAdmin(false);
    tokens.revoke(tokens.list().get(0).id());
    assertThat(open().ensureAdmin(false)).isNotNull();
  }

  @Test
  void aDamagedFileIsNamedAndLeftAlone() throws IOException {
    Path file = folder.resolve("tokens.json");
    for (String damaged : List.of("{", "{\"version\":9}", "{\"version\":1,\"tokens\":[{}]}")) {
      Files.writeString(file, damaged);
      assertThatThrownBy(this::open)
          .isInstanceOf(AccessFileException.class)
          .hasMessageContaining("left as it is");
      assertThat(Files.readString(file)).isEqualTo(damaged);
    }
  }

  @Test
  void thereIsRoomForSoManyAndRevokedOnesAreForgottenInTime() throws Exception {
    Tokens tokens = open();
    StringBuilder many = new StringBuilder("{\"version\":1,\"tokens\":[");
    for (int i = 0; i < Tokens.MAX_TOKENS; i++) {
      many.append(i == 0 ? "" : ",")
          .append("{\"id\":\"")
          .append(i)
          .append("\",\"kind\":\"OPERATOR\",\"role\":\"read\",\"revoked\":1,\"hash\":\"")
          .append("a".repeat(64))
          .append("\"}");
    }
    Files.writeString(folder.resolve("tokens.json"), many.append("]}"));
    assertThat(tokens.list()).isEmpty();
    Tokens full = open();
    assertThatThrownBy(() -> full.create(service())).hasMessageContaining("revoke some");
    now.addAndGet(367L * 24 * 60 * 60 * 1000);
    full.create(service());
    assertThat(full.list()).hasSize(1);
  }

  private static void assertRefused(Tokens tokens, String text, String reason) {
    assertThatThrownBy(() -> tokens.check(text))
        .isInstanceOf(TokenException.class)
        .hasMessageContaining(reason);
  }

  private static Tokens.Wish operator(Role role, long expires) {
    return new Tokens.Wish(Token.Kind.OPERATOR, "ann", role, null, "root", expires);
  }

  private static Tokens.Wish service() {
    return new Tokens.Wish(Token.Kind.SERVICE, "reviews", null, REVIEWS, "ann", 0);
  }

  private Tokens open() {
    return Tokens.open(folder, () -> FINGERPRINT, now::get, new SecureRandom());
  }
}

package io.tocsin.simulators.tracktik;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.simulators.Caller;
import io.tocsin.simulators.Caller.Reply;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Simulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TrackTikBillingTest {
  private final Simulator simulator = Simulator.start("tracktik-billing");
  private final Caller caller = new Caller(simulator);

  @AfterEach
  void stop() {
    simulator.close();
  }

  private static final String ITEMS = "/rest/v1/some-billing-items";

  @Test
  void aSecondPostMakesASecondRecord() {
    caller.post(ITEMS, "{'customId':'m1'}");
    caller.post(ITEMS, "{'customId':'m1'}");

    assertThat(simulator.effects()).containsEntry("m1", 2);
  }

  @Test
  void aLateGatewayMakesTheRecordAndALookUpFindsIt() {
    simulator.set("timeout-millis", "10");
    simulator.next(Fault.TIMEOUT_AFTER);

    Reply late = caller.post(ITEMS, "{'customId':'m1','note':'Alarm at the mall'}");

    assertThat(late.status()).isEqualTo(504);
    assertThat(simulator.effects()).containsEntry("m1", 1);
    for (String filter :
        new String[] {
          "customId=M1", "customId:in=m0,m1", "note:contains=MALL", "customId=m1&limit=5"
        }) {
      Reply found = caller.get(ITEMS + "?" + filter);
      assertThat(found.json().at("/meta/count").asInt()).as(filter).isEqualTo(1);
      assertThat(found.json().at("/data/0/customId").asText()).isEqualTo("m1");
    }
    assertThat(caller.get(ITEMS + "?customId=m2").json().at("/meta/count").asInt()).isZero();
    assertThat(caller.get("/rest/v1/others?customId=m1").json().path("data")).isEmpty();
  }

  @Test
  void listsComeInPages() {
    for (int n = 0; n < 3; n++) {
      caller.post(ITEMS, "{'customId':'m%d'}".formatted(n));
    }

    Reply page = caller.get(ITEMS + "?limit=2&offset=2");

    assertThat(page.json().at("/meta/count").asInt()).isEqualTo(3);
    assertThat(page.json().at("/data")).hasSize(1);
    assertThat(page.json().at("/data/0/customId").asText()).isEqualTo("m2");
  }

  @Test
  void aNameThatIsNoFieldIsRefused() {
    assertThat(caller.get(ITEMS + "?page=1").json().path("message").asText())
        .isEqualTo("page is not a field in some-billing-items");
    simulator.set("fields", "customId");
    assertThat(caller.get(ITEMS + "?note=x").status()).isEqualTo(400);
    assertThat(caller.get(ITEMS + "?customId=x").status()).isEqualTo(200);
  }

  @Test
  void theMarkerStandsWhereTheCallerPutsIt() {
    simulator.set("marker-field", "/extra/marker");
    simulator.set("refuse", "poison");

    caller.post(ITEMS, "{'extra':{'marker':'m1'}}");

    assertThat(simulator.effects()).containsEntry("m1", 1);
    assertThat(caller.post(ITEMS, "{'note':'poison'}").status()).isEqualTo(400);
    simulator.next(Fault.RATE_LIMIT);
    assertThat(caller.post(ITEMS, "{}").status()).isEqualTo(429);
    assertThat(simulator.effects()).containsOnlyKeys("m1");
  }

  @Test
  void anExpiredTokenIsRenewedAndARefreshTokenWorksOnce() {
    Reply first = token("grant_type=password&client_id=c&client_secret=s&username=u&password=p");
    String access = "Bearer " + first.json().path("access_token").asText();
    simulator.next(Fault.EXPIRED_TOKEN);
    assertThat(caller.post(ITEMS, "{}", "Authorization", access).status()).isEqualTo(401);

    String refresh =
        "grant_type=refresh_token&client_id=c&client_secret=s&refresh_token="
            + first.json().path("refresh_token").asText();
    Reply second = token(refresh);

    String renewed = "Bearer " + second.json().path("access_token").asText();
    assertThat(caller.post(ITEMS, "{}", "Authorization", access).status()).isEqualTo(401);
    assertThat(caller.post(ITEMS, "{}", "Authorization", renewed).status()).isEqualTo(201);
    assertThat(token(refresh).status()).isEqualTo(401);
  }

  private Reply token(String form) {
    return caller.post("/rest/oauth2/access_token", form);
  }
}

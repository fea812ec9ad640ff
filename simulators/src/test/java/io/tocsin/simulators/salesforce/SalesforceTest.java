package io.tocsin.simulators.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.simulators.Caller;
import io.tocsin.simulators.Caller.Reply;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Json;
import io.tocsin.simulators.Simulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SalesforceTest {
  private final Simulator simulator = Simulator.start("salesforce");
  private final Caller caller = new Caller(simulator);

  @AfterEach
  void stop() {
    simulator.close();
  }

  private static final String TASK = "/services/data/v62.0/sobjects/Task/Tocsin__c/";

  @Test
  void theFirstPatchMakesTheObjectAndTheSecondChangesIt() {
    Reply first = caller.call("PATCH", TASK + "a%2Fb", "{'Subject':'one'}");
    Reply second = caller.call("PATCH", TASK + "a%2Fb", "{'Subject':'two'}");
    simulator.set("update-status", "200");
    Reply third = caller.call("PATCH", TASK + "a%2Fb", "{'Subject':'three'}");

    assertThat(first.status()).isEqualTo(201);
    assertThat(first.json().path("success").asBoolean()).isTrue();
    assertThat(second.status()).isEqualTo(204);
    assertThat(third.status()).isEqualTo(200);
    assertThat(third.json().path("id")).isEqualTo(first.json().path("id"));
    assertThat(simulator.effects()).containsOnlyKeys("a/b").containsEntry("a/b", 1);
    assertThat(caller.get(TASK + "a%2Fb").json().path("Subject").asText()).isEqualTo("three");
  }

  @Test
  void severalMatchesAreThreeHundredAndNothingIsWritten() {
    for (String subject : new String[] {"one", "two"}) {
      simulator.add("Task", Json.object().put("Tocsin__c", "a").put("Subject", subject));
    }

    Reply reply = caller.call("PATCH", TASK + "a", "{'Subject':'three'}");

    assertThat(reply.status()).isEqualTo(300);
    assertThat(reply.json()).hasSize(2);
    assertThat(simulator.objects().toString()).doesNotContain("three");
    assertThat(simulator.effects()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Task/Tocsin__c/a, {'Tocsin__c':'a'}, 400",
    "Task/Tocsin__c/a, {'Id':'1'}, 400",
    "Task/Tocsin__c/a, none, 400",
    "Task/Tocsin__c/a, {'Subject':'poison'}, 400",
    "Task/Tocsin__c/x@y.inc, {}, 404",
    "Task/Subject/a, {}, 404",
    "Nothing/Tocsin__c/a, {}, 404",
    "Task/Tocsin__c/a?updateOnly=true, {}, 404"
  })
  void whatCannotBeWrittenMakesNothing(String path, String body, int status) {
    simulator.set("objects", "Task");
    simulator.set("refuse", "poison");

    Reply reply = caller.call("PATCH", "/services/data/v62.0/sobjects/" + path, body);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().at("/0/errorCode").asText()).isNotEmpty();
    assertThat(simulator.effects()).isEmpty();
  }

  @Test
  void overTheLimitIsForbidden() {
    simulator.next(Fault.RATE_LIMIT);

    Reply reply = caller.call("PATCH", TASK + "a", "{}");

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.json().at("/0/errorCode").asText()).isEqualTo("REQUEST_LIMIT_EXCEEDED");
  }
}

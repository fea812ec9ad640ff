package io.tocsin.simulators.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.simulators.Caller;
import io.tocsin.simulators.Caller.Reply;
import io.tocsin.simulators.Simulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GenericTest {
  private final Simulator simulator = Simulator.start("generic");
  private final Caller caller = new Caller(simulator);

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void whatASecondOneDoesIsASetting() {
    for (String mode : new String[] {"append", "upsert", "remember"}) {
      simulator.set("mode", mode);
      caller.post("/" + mode, "{'id':'%s','n':1}".formatted(mode));
      caller.call("PUT", "/" + mode, "{'id':'%s','n':2}".formatted(mode));
    }

    assertThat(simulator.effects())
        .containsEntry("append", 2)
        .containsEntry("upsert", 1)
        .containsEntry("remember", 1);
    assertThat(caller.get("/append").json()).hasSize(2);
    assertThat(caller.get("/append?n=2").json()).hasSize(1);
    assertThat(caller.get("/upsert").json().at("/0/n").asInt()).isEqualTo(2);
    assertThat(caller.get("/remember").json().at("/0/n").asInt()).isEqualTo(1);
  }

  @Test
  void theKeyStandsWhereTheSettingSays() {
    simulator.set("key", "header:X-Key");
    caller.post("/things", "{}", "X-Key", "h");
    simulator.set("key", "query:key");
    caller.post("/things?key=q", "{}");
    simulator.set("key", "path");
    caller.call("PUT", "/things/p", "{}");

    assertThat(simulator.effects()).containsOnlyKeys("h", "q", "p");
  }

  @Test
  void itsAnswerIsASetting() {
    simulator.set("status", "202");
    simulator.set("body", "{\"ok\":false}");
    Reply reply = caller.post("/things", "{}");
    simulator.set("status", "302");
    simulator.set("location", "/elsewhere");
    Reply moved = caller.post("/things", "plain text");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.body()).isEqualTo("{\"ok\":false}");
    assertThat(moved.status()).isEqualTo(302);
    assertThat(moved.header("Location")).isEqualTo("/elsewhere");
  }

  @Test
  void badDataMakesNothing() {
    simulator.set("refuse", "poison");

    assertThat(caller.post("/things", "{'id':'poison'}").status()).isEqualTo(400);
    assertThat(simulator.effects()).isEmpty();
  }
}

package io.tocsin.sinks.example;

import io.tocsin.platform.Section;
import io.tocsin.sinks.http.Call;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.http.Template;
import io.tocsin.sinks.http.Template.JsonTemplate;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Feed;
import io.tocsin.sinks.outward.Fields;
import io.tocsin.sinks.outward.Kind;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.Outside.Result;
import io.tocsin.sinks.outward.Upserting;
import io.tocsin.sinks.outward.Verdicts;
import jakarta.inject.Singleton;
import java.util.List;

/// Kind `pager`: one page for each event, put under its key.
@Singleton
final class PagerKind implements Kind {
  @Override
  public String name() {
    return "pager";
  }

  @Override
  public Feed feed() {
    return Feed.DECISIONS;
  }

  @Override
  public Destination open(Section settings, Outside outside) {
    return new Pager(Template.json(settings, "page", Fields.of(feed())), outside.ready());
  }

  /// PUT replaces what is there, so it may be repeated: class A.
  record Pager(JsonTemplate page, Outside outside) implements Upserting {
    @Override
    public List<Answer> send(List<Delivery> deliveries) throws InterruptedException {
      Delivery delivery = deliveries.getFirst(); // There is one: mostAtOnce() is 1.
      String id = delivery.effect().key();
      String body = Json.write(page.fill(delivery.effect().fields()));
      Answer answer =
          switch (outside.call(Call.json("PUT", "/pages/" + id, body))) {
            case Result.Judged(Answer usual) -> usual;
            case Result.Answered(var reply) when reply.ok() -> new Answer.Stands(id, "paged");
            case Result.Answered(var reply) -> Verdicts.declined(reply);
          };
      return List.of(answer);
    }
  }
}

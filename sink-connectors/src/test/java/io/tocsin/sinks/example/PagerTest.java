package io.tocsin.sinks.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.inject.BeanDefinition;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Simulator;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Deliveries;
import io.tocsin.sinks.outward.Kind;
import io.tocsin.sinks.outward.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The page about adding a sink shows what is compiled and run here.
final class PagerTest {
  private static final String PAGE = "operate/add-a-sink.md";

  @Test
  void theCodeIsWhatTheDocumentShows() throws Exception {
    Matcher code = Pattern.compile("(?s)```java\n(.*?)```").matcher(Page.read(PAGE));

    assertThat(code.find()).isTrue();
    assertThat(code.group(1))
        .isEqualTo(
            Files.readString(Path.of("src/test/java/io/tocsin/sinks/example/PagerKind.java")));
  }

  /// What the framework finds beans by: the class that it has made for each of them.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.$PagerKind",
        "hubspot.$HubSpotKind",
        "json.$JsonKind",
        "salesforce.$SalesforceKind",
        "servicenow.$ServiceNowKind",
        "zendesk.$ZendeskKind"
      })
  void aKindIsABean(String kind) throws Exception {
    Class<?> definition = Class.forName("io.tocsin.sinks.%s$Definition".formatted(kind));

    assertThat(
            ((BeanDefinition<?>) definition.getDeclaredConstructor().newInstance()).getBeanType())
        .matches(Kind.class::isAssignableFrom);
  }

  @Test
  void itPagesOnceForOneEvent() throws Exception {
    try (var pager = Simulator.start("generic");
        var sink = Page.of(new PagerKind(), PAGE).open(pager.url())) {
      pager.set("mode", "upsert");
      pager.set("key", "path");
      pager.next(Fault.DROP_AFTER);

      assertThat(sink.send(Deliveries.first("tracktik:1"))).isInstanceOf(Answer.Unknown.class);
      assertThat(sink.send(Deliveries.first("tracktik:1")))
          .isEqualTo(new Answer.Stands(Deliveries.key("tracktik:1"), "paged"));

      assertThat(pager.effects()).containsExactly(Map.entry(Deliveries.key("tracktik:1"), 1));
      assertThat(pager.objects())
          .containsExactly(
              Json.read("{\"text\": \"Alarm dispatch at site-1\", \"state\": \"OPEN\"}"));
    }
  }

  @Test
  void aBadPageLeavesAndTheNextIsWritten() throws Exception {
    try (var pager = Simulator.start("generic");
        var sink = Page.of(new PagerKind(), PAGE).open(pager.url())) {
      pager.set("refuse", "poor thing");

      assertThat(sink.send(Deliveries.reworded("tracktik:1", "poor thing", Optional.empty())))
          .isEqualTo(new Answer.Refused("HTTP 400: bad data"));
      assertThat(sink.send(Deliveries.first("tracktik:2"))).isInstanceOf(Answer.Stands.class);
    }
  }
}

package io.tocsin.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each embedded server keeps its data over a stop and a second start.
final class EmbeddedIT {
  @Test
  void kafkaKeepsItsTopics(@TempDir Path directory) throws Exception {
    int port;
    try (var kafka = EmbeddedKafka.start(directory, 0);
        var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      port = kafka.port();
      admin.createTopics(List.of(new NewTopic("kept", 3, (short) 1))).all().get();
    }
    try (var kafka = EmbeddedKafka.start(directory, port);
        var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      assertThat(admin.listTopics().names().get()).contains("kept");
    }
  }

  @Test
  void databaseKeepsItsDataAndAsksForThePassword(@TempDir Path directory) throws Exception {
    try (var database = EmbeddedDatabase.start(directory, 0)) {
      try (var c =
              DriverManager.getConnection(
                  database.jdbcUrl(), database.user(), database.password());
          var s = c.createStatement()) {
        s.execute("create table kept (n int)");
      }
      assertThatThrownBy(
              () -> DriverManager.getConnection(database.jdbcUrl(), database.user(), "wrong"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
      database.stop();
      database.start();
      try (var c =
              DriverManager.getConnection(
                  database.jdbcUrl(), database.user(), database.password());
          var s = c.createStatement()) {
        assertThat(s.executeQuery("select count(*) from kept").next()).isTrue();
      }
    }
  }

  @Test
  void registryKeepsItsSchemasInPostgreSql(@TempDir Path directory) throws Exception {
    try (var database = EmbeddedDatabase.start(directory.resolve("pg"), 0)) {
      database.createDatabase("registry");
      var storage =
          new EmbeddedRegistry.Storage(
              database.jdbcUrl("registry"), database.user(), database.password());
      try (var registry = EmbeddedRegistry.start(directory.resolve("registry"), 0, storage)) {
        send(registry, "POST", "/subjects/kept-value/versions", "{\"schema\":\"\\\"string\\\"\"}");
      }
      try (var registry = EmbeddedRegistry.start(directory.resolve("registry"), 0, storage)) {
        assertThat(send(registry, "GET", "/subjects", "")).contains("kept-value");
      }
    }
  }

  private static String send(EmbeddedRegistry registry, String method, String path, String body)
      throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(registry.url() + "/apis/ccompat/v7" + path))
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    }
  }
}

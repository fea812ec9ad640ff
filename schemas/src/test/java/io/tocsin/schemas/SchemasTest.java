package io.tocsin.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

final class SchemasTest {
  private static final List<Schema> CONTRACTS =
      List.of(
          RawEvent.getClassSchema(),
          CanonicalEvent.getClassSchema(),
          DeliveryOutcome.getClassSchema(),
          Decision.getClassSchema(),
          BillingLine.getClassSchema(),
          SiteEntry.getClassSchema(),
          CodeMapping.getClassSchema(),
          Rulebook.getClassSchema(),
          EventMoved.getClassSchema(),
          TestWindow.getClassSchema(),
          Ruling.getClassSchema());

  @Test
  void everyRecordEnumAndFieldIsDocumented() {
    var undocumented = new ArrayList<String>();
    CONTRACTS.forEach(schema -> collect(schema, schema.getName(), undocumented));
    assertThat(undocumented).isEmpty();
  }

  private static void collect(Schema schema, String path, List<String> undocumented) {
    switch (schema.getType()) {
      case RECORD -> {
        if (schema.getDoc() == null) {
          undocumented.add(path);
        }
        for (Schema.Field field : schema.getFields()) {
          if (field.doc() == null || field.doc().isBlank()) {
            undocumented.add(path + "." + field.name());
          }
          collect(field.schema(), path + "." + field.name(), undocumented);
        }
      }
      case ENUM -> {
        if (schema.getDoc() == null && !schema.getName().equals("Transport")) {
          undocumented.add(path);
        }
      }
      case UNION -> schema.getTypes().forEach(type -> collect(type, path, undocumented));
      case ARRAY -> collect(schema.getElementType(), path, undocumented);
      case MAP -> collect(schema.getValueType(), path, undocumented);
      default -> {
        // Primitive types have no parts.
      }
    }
  }

  @Test
  void sourceNamesThatCannotBeTopicNamesAreRefused() {
    for (String name : List.of("", "Tracktik", "a.b", "a_b", "-a", "a".repeat(64))) {
      assertThatThrownBy(() -> Topics.raw(name)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Topics.raw("manitou-east"))
        .isEqualTo("raw.manitou-east")
        .matches(Topics.rawTopics());
    assertThat("raw.x.y").doesNotMatch(Topics.rawTopics());
  }

  @Test
  void retryTopicsAreNamedByTheirDelay() {
    assertThat(Topics.retry("billing", Duration.ofSeconds(10))).isEqualTo("retry.billing.10s");
    assertThat(Topics.retry("billing", Duration.ofMinutes(10))).isEqualTo("retry.billing.10m");
  }

  @Test
  void aScaleThatCouldNeverBeWrittenToIsRefused() {
    assertThatThrownBy(() -> new Topics.Scale(12, 1, 2))
        .hasMessageContaining("nothing could ever be written");
  }

  @Test
  void aSerdeClassThatIsMissingIsNamed() {
    var serdes =
        new AvroSerdes("http://localhost:1", "io.example.Missing", "io.example.Missing", Map.of());

    assertThatThrownBy(serdes::serializer)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("io.example.Missing is not on the class path");
  }
}

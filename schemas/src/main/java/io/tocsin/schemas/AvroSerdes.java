package io.tocsin.schemas;

import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/// Makes the value serdes of our Avro records from configuration. Which classes write and read the
/// bytes is configuration, so that a user with `io.confluent:kafka-avro-serializer` on the class
/// path can name it; the wire format (0x00, four bytes of schema id, Avro binary) and the subject
/// (`<topic>-value`) stay the same.
public final class AvroSerdes {
  /// Serializer that is used unless another is named.
  public static final String DEFAULT_SERIALIZER =
      "io.apicurio.registry.serde.avro.AvroKafkaSerializer";

  /// Deserializer that is used unless another is named.
  public static final String DEFAULT_DESERIALIZER =
      "io.apicurio.registry.serde.avro.AvroKafkaDeserializer";

  static {
    TrustedClasses.trustOurs();
  }

  private final String serializerClass;
  private final String deserializerClass;
  private final Map<String, Object> config;

  /// @param registryUrl base address of the registry, without path, for example
  /// `http://localhost:8085`
  /// @param serializerClass name of a Kafka `Serializer<Object>`
  /// @param deserializerClass name of a Kafka `Deserializer<Object>`
  /// @param overrides further properties for both classes; they win over ours
  public AvroSerdes(
      String registryUrl,
      String serializerClass,
      String deserializerClass,
      Map<String, String> overrides) {
    this.serializerClass = serializerClass;
    this.deserializerClass = deserializerClass;
    var all = new HashMap<String, Object>();
    // Apicurio's names.
    all.put("apicurio.registry.url", registryUrl + "/apis/registry/v3");
    all.put("apicurio.registry.auto-register", true);
    all.put("apicurio.registry.use-specific-avro-reader", true);
    // One schema per record, nested types inside it. Split into references it would be a second
    // version of the subject, and
    // the first writers of several threads would refuse one another.
    all.put("apicurio.registry.dereference-schema", true);
    // A schema that was found once stays usable while the registry is away.
    all.put("apicurio.registry.fault-tolerant-refresh", true);
    // Confluent's names for the same. Each class ignores the other's.
    all.put("schema.registry.url", registryUrl + "/apis/ccompat/v7");
    all.put("auto.register.schemas", true);
    all.put("specific.avro.reader", true);
    all.putAll(overrides);
    this.config = Map.copyOf(all);
  }

  /// Serdes with the default classes.
  public AvroSerdes(String registryUrl) {
    this(registryUrl, DEFAULT_SERIALIZER, DEFAULT_DESERIALIZER, Map.of());
  }

  /// A serde for the values of one record type.
  ///
  /// @throws IllegalArgumentException where a configured class is missing or is no serializer
  public <T extends SpecificRecord> Serde<T> values(Class<T> type) {
    return Serdes.serdeFrom(serializer(), deserializer(type));
  }

  /// A configured value serializer.
  public <T extends SpecificRecord> Serializer<T> serializer() {
    // Which class it is, configuration says; a wrong one fails on its first record.
    @SuppressWarnings("unchecked")
    var serializer = (Serializer<T>) instance(serializerClass, Serializer.class);
    serializer.configure(config, false);
    return serializer;
  }

  /// A configured value deserializer. A value of another record type fails as unreadable instead of
  /// surfacing later as a class cast somewhere else.
  public <T extends SpecificRecord> Deserializer<T> deserializer(Class<T> type) {
    @SuppressWarnings("unchecked") // As above.
    var deserializer = (Deserializer<Object>) instance(deserializerClass, Deserializer.class);
    deserializer.configure(config, false);
    return new TypedDeserializer<>(type, deserializer);
  }

  private static <T> T instance(String className, Class<T> kind) {
    try {
      return kind.cast(Class.forName(className).getDeclaredConstructor().newInstance());
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "serde class %s is not on the class path; see docs/reference/configuration.md"
              .formatted(className),
          e);
    } catch (ClassCastException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalArgumentException(
          "serde class %s is no %s that can be created".formatted(className, kind.getSimpleName()),
          e);
    }
  }
}

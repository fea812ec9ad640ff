package io.tocsin.normalizer;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.env.Environment;
import io.tocsin.normalizer.attach.AttachmentKeeper;
import io.tocsin.normalizer.attach.UnwrittenObjects;
import io.tocsin.normalizer.redact.RedactionRules;
import io.tocsin.normalizer.redact.Redactor;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.platform.objects.ObjectStore;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the adapters from the settings; what is wrong in these refuses the start.
@Factory
final class VendorsFactory {
  /// An attachment can come with any delivery, named by the settings or not; so the object store is
  /// not a choice. A process that does not run the stream only looks, and writes nothing there.
  @Singleton
  Vendors vendors(
      Environment environment,
      List<VendorMapper> mappers,
      @Nullable ObjectStore objects,
      @Property(name = "tocsin.normalizer.redaction-rules", defaultValue = "") String rulesFile,
      @Property(name = "tocsin.normalizer.max-attachment-bytes", defaultValue = "10485760")
          long maxAttachmentBytes,
      @Property(name = NormalizerFactory.RUN_PROPERTY, defaultValue = "true") boolean run) {
    if (objects == null) {
      throw new IllegalArgumentException(
          "no object store is configured, and any delivery may bring a photo or a file: without one"
              + " it would be lost, so this does not start");
    }
    RedactionRules rules =
        rulesFile.isBlank()
            ? RedactionRules.shipped()
            : RedactionRules.file(Path.of(rulesFile.strip()));
    return new Vendors(
        mappers,
        new Refinement(
            new Redactor(rules),
            new AttachmentKeeper(
                run ? objects : new UnwrittenObjects(objects), maxAttachmentBytes)),
        SourceSettings.sources(environment));
  }
}

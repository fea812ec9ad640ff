package io.tocsin.platform.objects;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.tocsin.platform.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Where objects are kept: `tocsin.objects.*`. What is about S3 counts only for that kind; an empty
/// value counts as none.
///
/// @param kind what kind of store
/// @param directory folder of the kind `file`; shared by all apps that use the store
/// @param endpoint base address of an S3 server; empty for Amazon's own
/// @param region the bucket's region; most other servers take any
/// @param bucket the bucket, which must exist
/// @param prefix put before every key; a folder is meant where it ends with a slash
/// @param accessKey access key id, or `file:<path>` of it; empty: the S3 client's own chain of
/// credentials
/// @param secretKey its secret, or `file:<path>` of it; both or neither
/// @param pathStyle whether the bucket stands in the path of an address instead of its host name,
/// as most servers other than Amazon's want it
@ConfigurationProperties("tocsin.objects")
public record ObjectSettings(
    @Bindable(defaultValue = "FILE") Kind kind,
    @Bindable(defaultValue = "data/objects") Path directory,
    @Bindable(defaultValue = "") String endpoint,
    @Bindable(defaultValue = "us-east-1") String region,
    @Bindable(defaultValue = "") String bucket,
    @Bindable(defaultValue = "") String prefix,
    @Bindable(defaultValue = "") String accessKey,
    @Bindable(defaultValue = "") String secretKey,
    @Bindable(defaultValue = "false") boolean pathStyle) {

  /// The kinds of object store.
  public enum Kind {
    /// A folder of this machine, or one that all machines have mounted.
    FILE,
    /// A bucket of Amazon S3 or of a server that speaks its protocol.
    S3,
    /// No store: what would have to be kept in one is refused or left out, as the app says.
    NONE
  }

  /// A pair of keys of the S3 protocol.
  record KeyPair(Secret accessKey, Secret secretKey) {}

  public ObjectSettings {
    if (kind == Kind.S3) {
      if (bucket.isBlank()) {
        throw new IllegalArgumentException(
            "tocsin.objects.kind is s3 and tocsin.objects.bucket is not set: name the bucket");
      }
      if (region.isBlank()) {
        throw new IllegalArgumentException(
            "tocsin.objects.kind is s3 and tocsin.objects.region is not set: name the bucket's"
                + " region");
      }
      if (accessKey.isBlank() != secretKey.isBlank()) {
        throw new IllegalArgumentException(
            "tocsin.objects.%s is not set: give both keys, or neither to use the machine's own"
                    .formatted(accessKey.isBlank() ? "access-key" : "secret-key")
                + " credentials");
      }
      if (!endpoint.isBlank() && !endpoint.strip().matches("https?://[^/?#@]+/?")) {
        throw new IllegalArgumentException(
            "tocsin.objects.endpoint is no base address such as https://s3.example.com:9000");
      }
      if (prefix.startsWith("/")) {
        throw new IllegalArgumentException(
            "tocsin.objects.prefix starts with a slash: S3 would make a folder without a name");
      }
    }
  }

  /// The server's address; empty for Amazon's own.
  Optional<URI> server() {
    return endpoint.isBlank() ? Optional.empty() : Optional.of(URI.create(endpoint.strip()));
  }

  /// The keys; empty where the S3 client finds credentials by itself.
  Optional<KeyPair> keys() {
    return accessKey.isBlank()
        ? Optional.empty()
        : Optional.of(
            new KeyPair(
                Secret.of("tocsin.objects.access-key", accessKey),
                Secret.of("tocsin.objects.secret-key", secretKey)));
  }

  /// Without the keys.
  @Override
  public String toString() {
    return "ObjectSettings[kind=%s, directory=%s, endpoint=%s, region=%s, bucket=%s, prefix=%s]"
        .formatted(kind, directory, endpoint, region, bucket, prefix);
  }
}

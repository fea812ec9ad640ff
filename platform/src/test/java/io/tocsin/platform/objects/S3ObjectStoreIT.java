package io.tocsin.platform.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.schemas.ObjectRef;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// The store on S3 against an S3 server in a process of its own.
final class S3ObjectStoreIT extends ObjectStoreContract {
  private static final String BUCKET = "objects";
  private static final String PREFIX = "tocsin/";

  @TempDir static Path directory;

  private static S3Server server;
  private static S3Client client;
  private static ObjectStore store;

  @BeforeAll
  static void start() throws IOException {
    server = new S3Server(directory);
    client =
        S3Client.builder()
            .endpointOverride(URI.create(server.url()))
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
            .build();
    client.createBucket(r -> r.bucket(BUCKET));
    store = S3ObjectStore.open(settings(BUCKET, S3Server.SECRET_KEY));
  }

  @AfterAll
  static void stop() {
    store.close();
    client.close();
    server.close();
  }

  @Override
  ObjectStore store() {
    return store;
  }

  @Override
  void alter(ObjectRef ref, byte[] bytes) {
    client.putObject(r -> r.bucket(BUCKET).key(key(ref)), RequestBody.fromBytes(bytes));
  }

  @Override
  void remove(ObjectRef ref) {
    client.deleteObject(r -> r.bucket(BUCKET).key(key(ref)));
  }

  @Override
  void takeAway() {
    server.stop();
  }

  @Override
  void bringBack() throws IOException {
    server.start();
  }

  @Test
  void liesWhereTheDocumentationSaysWithItsMediaType() {
    store.put(bytes("abc"), "text/plain");

    assertThat(
            client
                .headObject(
                    r ->
                        r.bucket(BUCKET)
                            .key(
                                "tocsin/sha256/ba/78/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
                .contentType())
        .isEqualTo("text/plain");
  }

  @Test
  void doesNotWriteWhatIsThere() {
    ObjectRef ref = store.put(bytes("once"), "text/plain");

    store.put(bytes("once"), "image/png");

    assertThat(client.headObject(r -> r.bucket(BUCKET).key(key(ref))).contentType())
        .isEqualTo("text/plain");
  }

  @Test
  void refusesABucketThatDoesNotExist() {
    assertThatThrownBy(() -> S3ObjectStore.open(settings("nowhere", S3Server.SECRET_KEY)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the object store has no bucket nowhere at %s: make the bucket, or correct tocsin.objects.bucket"
                .formatted(server.url()));
  }

  @Test
  void isAwayWhenItsBucketHasGone() {
    client.createBucket(r -> r.bucket("short-lived"));
    try (var lost = S3ObjectStore.open(settings("short-lived", S3Server.SECRET_KEY))) {
      ObjectRef ref = lost.put(bytes("gone with it"), "text/plain");
      client.deleteObject(r -> r.bucket("short-lived").key(key(ref)));
      client.deleteBucket(r -> r.bucket("short-lived"));

      assertThatThrownBy(() -> lost.get(ref))
          .isInstanceOf(ObjectStoreAwayException.class)
          .hasMessageEndingWith("does not exist");
      assertThatThrownBy(() -> lost.put(bytes("gone with it"), "text/plain"))
          .isInstanceOf(ObjectStoreAwayException.class)
          .hasMessageEndingWith("does not exist");
    }
  }

  @Test
  void isAwayWithWrongCredentials() {
    try (var refused = S3ObjectStore.open(settings(BUCKET, "wrong"))) {
      assertThatThrownBy(() -> refused.put(bytes("new"), "text/plain"))
          .isInstanceOf(ObjectStoreAwayException.class)
          .hasMessageContaining("answers 403")
          .hasMessageNotContaining("wrong");
      ObjectRef ref = store.put(bytes("there"), "text/plain");
      assertThatThrownBy(() -> refused.get(ref))
          .isInstanceOf(ObjectStoreAwayException.class)
          .hasMessageContaining("403 SignatureDoesNotMatch");
    }
  }

  @Test
  void opensWhileTheServerIsAwayAndAnswersWithinItsBounds() throws IOException {
    server.stop();
    try {
      assertThatCode(() -> S3ObjectStore.open(settings(BUCKET, S3Server.SECRET_KEY)).close())
          .doesNotThrowAnyException();
      long begun = System.nanoTime();
      assertThatThrownBy(() -> store.put(bytes("new"), "text/plain"))
          .isInstanceOf(ObjectStoreAwayException.class)
          .hasMessageContaining("Connection refused");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
    } finally {
      server.start();
    }
  }

  private static String key(ObjectRef ref) {
    String hash = ref.getSha256();
    return PREFIX + "sha256/%s/%s/%s".formatted(hash.substring(0, 2), hash.substring(2, 4), hash);
  }

  private static ObjectSettings settings(String bucket, String secretKey) {
    return new ObjectSettings(
        ObjectSettings.Kind.S3,
        Path.of("unused"),
        server.url(),
        "us-east-1",
        bucket,
        PREFIX,
        S3Server.ACCESS_KEY,
        secretKey,
        true);
  }
}

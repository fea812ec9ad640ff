package io.tocsin.platform.objects;

import io.tocsin.platform.App;
import io.tocsin.schemas.ObjectRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// An object store in a bucket of Amazon S3, or of a server that speaks its protocol. The key of an
/// object is the prefix and `sha256/ab/cd/<hash>`.
///
/// The server is told the SHA-256 of what it is sent and refuses other bytes. Its credentials need
/// `s3:GetObject` and `s3:PutObject` on the objects, and `s3:ListBucket` on the bucket, without
/// which S3 answers 403 instead of 404 for an object that is missing.
public final class S3ObjectStore implements ObjectStore {
  private static final Logger LOG = LoggerFactory.getLogger(S3ObjectStore.class);

  /// Until a connection stands.
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);

  /// One call with its repetitions.
  private static final Duration CALL_WITHIN = Duration.ofSeconds(10);

  private static final int CONNECTIONS = 16;
  private static final int NOT_FOUND = 404;

  private final S3Client s3;
  private final String bucket;
  private final String prefix;
  private final String where;

  private S3ObjectStore(S3Client s3, ObjectSettings settings) {
    this.s3 = s3;
    this.bucket = settings.bucket();
    this.prefix = settings.prefix();
    this.where =
        "bucket %s at %s"
            .formatted(bucket, settings.server().map(Object::toString).orElse(settings.region()));
  }

  /// Opens the store. A server that is away does not hinder it, and is logged.
  ///
  /// @throws IllegalArgumentException where the bucket does not exist
  static S3ObjectStore open(ObjectSettings settings) {
    var store = new S3ObjectStore(client(settings), settings);
    try {
      store.s3.headBucket(r -> r.bucket(settings.bucket()));
    } catch (SdkException e) {
      if (e instanceof S3Exception s && s.statusCode() == NOT_FOUND) {
        store.close();
        var refused =
            new IllegalArgumentException(
                "the object store has no %s: make the bucket, or correct tocsin.objects.bucket"
                    .formatted(store.where));
        refused.addSuppressed(e); // Not as its cause: the innermost sentence is shown.
        throw refused;
      }
      LOG.warn("{}", store.away(e).getMessage());
    }
    return store;
  }

  private static S3Client client(ObjectSettings settings) {
    var builder =
        S3Client.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials(settings))
            .forcePathStyle(settings.pathStyle())
            // We name the checksum ourselves, and check the hash of what comes back; the client's
            // own trailing checksums are refused by older servers.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(o -> o.apiCallTimeout(CALL_WITHIN))
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(CONNECTIONS)
                    .connectionTimeout(CONNECT_WITHIN)
                    .connectionAcquisitionTimeout(CALL_WITHIN)
                    .socketTimeout(CALL_WITHIN));
    settings.server().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static AwsCredentialsProvider credentials(ObjectSettings settings) {
    Optional<ObjectSettings.KeyPair> keys = settings.keys();
    if (keys.isEmpty()) {
      return DefaultCredentialsProvider.builder().build();
    }
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(
            new String(keys.get().accessKey().bytes(), StandardCharsets.UTF_8),
            new String(keys.get().secretKey().bytes(), StandardCharsets.UTF_8)));
  }

  @Override
  public ObjectRef put(byte[] bytes, String mediaType) {
    ObjectName name = ObjectName.of(bytes);
    try {
      if (!has(name, bytes.length)) {
        String checksum =
            Base64.getEncoder().encodeToString(HexFormat.of().parseHex(name.sha256()));
        s3.putObject(
            r -> r.bucket(bucket).key(key(name)).contentType(mediaType).checksumSHA256(checksum),
            RequestBody.fromBytes(bytes));
      }
      return new ObjectRef(name.sha256(), (long) bytes.length);
    } catch (SdkException e) {
      throw away(e);
    }
  }

  /// Asked first, so that what is sent again costs no bytes. Two that ask at once write the same.
  private boolean has(ObjectName name, long size) {
    try {
      return s3.headObject(r -> r.bucket(bucket).key(key(name))).contentLength() == size;
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public Stored get(ObjectRef ref) {
    Optional<ObjectName> name = ObjectName.of(ref);
    if (name.isEmpty()) {
      return new Stored.Missing();
    }
    try {
      return s3.getObject(
          r -> r.bucket(bucket).key(key(name.get())), reading(name.get(), ref.getSize()));
    } catch (NoSuchKeyException e) {
      return new Stored.Missing();
    } catch (SdkException e) {
      throw away(e);
    }
  }

  /// The size first: an altered object may be of any.
  private static ResponseTransformer<GetObjectResponse, Stored> reading(
      ObjectName name, long size) {
    return new ResponseTransformer<>() {
      @Override
      public Stored transform(GetObjectResponse answer, AbortableInputStream in)
          throws IOException {
        if (answer.contentLength() != size) {
          in.abort();
          return new Stored.Altered();
        }
        return name.judge(in.readAllBytes());
      }
    };
  }

  private String key(ObjectName name) {
    return prefix + name.path();
  }

  private ObjectStoreAwayException away(SdkException e) {
    String why =
        switch (e) {
          case NoSuchBucketException gone -> "does not exist";
          case S3Exception s -> "answers %d %s".formatted(s.statusCode(), code(s));
          default -> "cannot be used: " + App.rootMessage(e);
        };
    return new ObjectStoreAwayException("the object store, %s, %s".formatted(where, why), e);
  }

  /// The protocol's word for it, for example `SignatureDoesNotMatch`; an answer without a body has
  /// none.
  private static String code(S3Exception e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }

  @Override
  public void close() {
    s3.close();
  }
}

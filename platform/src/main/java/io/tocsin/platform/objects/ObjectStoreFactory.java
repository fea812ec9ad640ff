package io.tocsin.platform.objects;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.exceptions.DisabledBeanException;
import jakarta.inject.Singleton;

/// Makes the [ObjectStore] of the apps that ask for one. For the kind `none` there is no such bean:
/// an app that can do without takes an `Optional` of it.
@Factory
final class ObjectStoreFactory {
  @Singleton
  @Bean(preDestroy = "close")
  ObjectStore objectStore(ObjectSettings settings) {
    return switch (settings.kind()) {
      case FILE -> FileObjectStore.open(settings.directory());
      case S3 -> S3ObjectStore.open(settings);
      case NONE -> throw new DisabledBeanException("tocsin.objects.kind is none");
    };
  }
}

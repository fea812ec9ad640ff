package io.tocsin.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One PostgreSQL server on the loopback address, with its own superuser, password and databases.
/// Stops and starts again on the same directory and port.
public final class EmbeddedDatabase implements AutoCloseable {
  private static final String SUPERUSER = "postgres";

  private final Path directory;
  private final int port;
  private final String password;
  private @Nullable EmbeddedPostgres server;

  private EmbeddedDatabase(Path directory, int port, String password) {
    this.directory = directory;
    this.port = port;
    this.password = password;
  }

  /// Starts the server and returns when it takes connections; makes the directory and the database
  /// `tocsin` if missing.
  ///
  /// @param directory data and unpacked programs
  /// @param port port; 0 = any free one
  public static EmbeddedDatabase start(Path directory, int port) {
    try {
      Files.createDirectories(directory);
      String password = SecretFile.readOrMake(directory.resolve("superuser.secret"));
      var database = new EmbeddedDatabase(directory.toAbsolutePath(), Ports.orFree(port), password);
      database.start();
      database.createDatabase("tocsin");
      return database;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "PostgreSQL's directory %s cannot be used".formatted(directory), e);
    }
  }

  /// Stops a server on this directory that outlived a killed parent.
  public static void stopLeftover(Path directory) {
    Path data = directory.toAbsolutePath().resolve("data");
    Leftover.stop(data.resolve("postmaster.pid"), data.toString());
  }

  /// Starts the server again after [#stop].
  public synchronized void start() {
    stopLeftover(directory);
    Path data = directory.resolve("data");
    try {
      server =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(data)
              .setOverrideWorkingDirectory(directory.resolve("programs").toFile())
              .setPgBinaryResolver(EmbeddedDatabase::programs)
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setConnectConfig("password", password)
              .setErrorRedirector(log())
              .setOutputRedirector(log())
              // Small machines; the default of 100 connections and 128 MiB is for servers.
              .setServerConfig("max_connections", "60")
              .setServerConfig("shared_buffers", "64MB")
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("timezone", "UTC")
              .start();
      requirePasswords(data);
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not start in " + directory, e);
    }
  }

  /// The archive of PostgreSQL's programs. The library's own look-up refuses to choose where the
  /// same archive is on the class path twice, as it is when a jar's manifest names it once more.
  private static InputStream programs(String system, String machine) throws IOException {
    String name = "postgres-%s-%s.txz".formatted(system, machine).toLowerCase(Locale.ROOT);
    InputStream archive = EmbeddedDatabase.class.getClassLoader().getResourceAsStream(name);
    if (archive == null) {
      throw new IOException(
          "no PostgreSQL for this kind of machine (%s %s): 64-bit Linux is what is there"
              .formatted(system, machine));
    }
    return archive;
  }

  private ProcessBuilder.Redirect log() {
    return ProcessBuilder.Redirect.appendTo(directory.resolve("postgresql.log").toFile());
  }

  /// The unpacked server trusts everybody on this machine until told otherwise.
  private void requirePasswords(Path data) throws IOException {
    Path hba = data.resolve("pg_hba.conf");
    String wanted = "local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n";
    if (!Files.readString(hba).equals(wanted)) {
      execute("postgres", "alter role %s password '%s'".formatted(SUPERUSER, password));
      Files.writeString(hba, wanted);
      execute("postgres", "select pg_reload_conf()");
    }
  }

  /// Makes a database if it is missing.
  public void createDatabase(String name) {
    execute(
        "postgres",
        connection -> {
          try (Statement statement = connection.createStatement();
              var found =
                  statement.executeQuery(
                      "select from pg_database where datname = '" + name + "'")) {
            if (!found.next()) {
              statement.execute("create database \"" + name + "\"");
            }
          }
        });
  }

  /// Makes a login role if it is missing, and sets its password.
  public void createRole(String name, String rolePassword) {
    execute(
        "postgres",
        connection -> {
          try (Statement statement = connection.createStatement();
              var found =
                  statement.executeQuery("select from pg_roles where rolname = '" + name + "'")) {
            boolean exists = found.next();
            statement.execute(
                "%s role \"%s\" login password '%s'"
                    .formatted(exists ? "alter" : "create", name, rolePassword));
          }
        });
  }

  /// Gives a database to a role: it may create and own its tables.
  public void giveDatabase(String database, String owner) {
    execute("postgres", "alter database \"%s\" owner to \"%s\"".formatted(database, owner));
  }

  /// Lets a role make databases of its own.
  public void letMakeDatabases(String role) {
    execute("postgres", "alter role \"%s\" createdb".formatted(role));
  }

  private void execute(String database, String sql) {
    execute(
        database,
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
          }
        });
  }

  private void execute(String database, Work work) {
    try (Connection connection =
        DriverManager.getConnection(jdbcUrl(database), SUPERUSER, password)) {
      work.with(connection);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL refuses: " + e.getMessage(), e);
    }
  }

  @FunctionalInterface
  private interface Work {
    void with(Connection connection) throws SQLException;
  }

  /// JDBC address of the database `tocsin`.
  public String jdbcUrl() {
    return jdbcUrl("tocsin");
  }

  /// JDBC address of a database.
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  /// The superuser's name.
  public String user() {
    return SUPERUSER;
  }

  /// The superuser's password; made at the first start, kept in a file that only its owner reads.
  public String password() {
    return password;
  }

  /// Stops the server; its data stay.
  public synchronized void stop() {
    EmbeddedPostgres running = server;
    server = null;
    if (running != null) {
      try {
        running.close();
      } catch (IOException e) {
        throw new UncheckedIOException("PostgreSQL does not stop", e);
      }
    }
  }

  @Override
  public void close() {
    stop();
  }
}

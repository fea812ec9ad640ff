# One image per app from one file: docker build --build-arg APP=ingest-gateway -t tocsin/ingest-gateway .
# The libraries are one layer that all five images share.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY . .
RUN mvn -B -ntp -Dmaven.test.skip=true -pl standalone -am package

FROM eclipse-temurin:25-jre
ARG APP
WORKDIR /opt/tocsin
RUN useradd --system --uid 10001 tocsin && mkdir -p /var/lib/tocsin /var/lib/tocsin-objects && chown tocsin /var/lib/tocsin /var/lib/tocsin-objects
COPY --from=build /build/dist/lib lib
COPY --from=build /build/dist/${APP}.jar app.jar
USER tocsin
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
ENTRYPOINT ["java", "-jar", "/opt/tocsin/app.jar"]

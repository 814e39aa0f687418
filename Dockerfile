# The image of the service. src/docs/deployment.md tells how to build and use it, and what each layer is for.
ARG BUILD_IMAGE=eclipse-temurin:25-jdk
ARG RUNTIME_IMAGE=eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS build
ARG COMMIT
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src/main src/main
# The sources come without git, so the commit has to be told.
RUN mkdir -p src/main/resources/META-INF/bettong && \
    echo "git.commit.id=${COMMIT:-unknown}" > src/main/resources/META-INF/bettong/git.properties
RUN ./mvnw -q -B -ntp package -Dmaven.test.skip=true
COPY src/image src/image
RUN sh src/image/assemble target/bettong-*-exec.jar /image

# Starts the word count as far as its network, and keeps what the JVM has learned. It needs the JVM that will use it.
FROM ${RUNTIME_IMAGE} AS train
WORKDIR /app
COPY --from=build /image/app/ ./
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=40 -XX:+UseG1GC"
RUN ["java", "--enable-native-access=ALL-UNNAMED", "-Djava.library.path=/app/native", "-XX:AOTCacheOutput=/app/bettong.aot", "-Dspring.context.exit=onRefresh", "-cp", "bettong.jar", "dev.bettong.BettongApplication", "--bettong.examples=word-count"]

FROM ${RUNTIME_IMAGE}
ARG VERSION=0.1.0
ARG COMMIT
LABEL org.opencontainers.image.title="Bettong" \
      org.opencontainers.image.description="Hosts stream pipelines written as Spring beans" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.revision="${COMMIT}" \
      org.opencontainers.image.version="${VERSION}"
WORKDIR /app
# From what changes rarely to what changes always.
COPY --from=build --chown=10001:10001 /image/data /var/lib/bettong
COPY --from=build /image/app/plugins plugins
COPY --from=build /image/app/native native
COPY --from=build /image/app/lib lib
COPY config/application.yml config/
COPY --from=build /image/app/bettong.jar ./
COPY --from=train /app/bettong.aot ./
USER 10001:10001
EXPOSE 8080
# The heap has 40 % of the container's memory, since the database and the network live outside of it.
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=40 -XX:+UseG1GC"
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-Djava.library.path=/app/native", "-XX:AOTCache=/app/bettong.aot", "-cp", "bettong.jar", "dev.bettong.BettongApplication"]

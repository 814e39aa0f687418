package dev.bettong.helm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that the chart refuses, and what it says. */
class ChartFaultsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            replicas: 2                                               | at '/replicas': value must be 1
            replica: 1                                                | additional properties 'replica' not allowed
            image: {tag: latest}                                      | at '/image/tag'
            image: {digest: 4b2}                                      | at '/image/digest'
            image: {repository: ""}                                   | at '/image/repository'
            sources: {lines: {}}                                      | missing property 'port'
            sources: {lines: {port: 70000}}                           | at '/sources/lines/port'
            sources: {lines: {port: 7010, host: x}}                   | additional properties 'host' not allowed
            sources: {Lines: {port: 7010}}                            | 'Lines' does not match pattern
            sources: {management: {port: 7010}}                       | invalid propertyName 'management'
            sources: {lines: {port: 8080}}                            | sources.lines.port is 8080, as is http.port
            sources: {a: {port: 7010}, b: {port: 7010}}               | sources.b.port is 7010, as is sources.a.port
            management: {port: 8080}                                  | management.port is 8080, as is http.port: health and metrics need a port of their own
            config: {server: {port: 80}}                              | config.server.port: set http.port instead
            config: {management: {server: {port: 80}}}                | config.management.server.port: set management.port instead
            config: {bettong: {data-directory: /x}}                   | config.bettong.data-directory: set persistence.mountPath instead
            config: {bettong: {sources: {lines: {tcp: {port: 1}}}}}   | config.bettong.sources.lines.tcp.port: set sources.lines.port instead
            config: {bettong.workers: 2}                              | config has the key 'bettong.workers': write it nested
            config: {bettong: {shutdownTimeout: 1m}}                  | config.bettong has the key 'shutdownTimeout': write it nested and in kebab-case
            config: {bettong: {shutdown-timeout: 20}}                 | config.bettong.shutdown-timeout is '20': write it as a number with ms, s, m or h
            terminationGracePeriodSeconds: 60                         | terminationGracePeriodSeconds is 60: a stop may take 70 s
            {config: {bettong: {shutdown-timeout: 2m}}, terminationGracePeriodSeconds: 160} | terminationGracePeriodSeconds is 160: a stop may take 170 s
            secretConfig: {existingSecret: a, data: {b: c}}           | secretConfig: set either existingSecret or data
            tls: {web: {}}                                            | tls.web: needs existingSecret, or certificate and privateKey
            tls: {web: {certificate: a}}                              | tls.web: needs existingSecret, or certificate and privateKey
            tls: {web: {existingSecret: a, certificate: b}}           | tls.web: set either existingSecret or certificate and privateKey
            tls: {web: {certificate: a, privateKey: b, trust: true}}  | tls.web: trust needs caCertificate
            persistence: {accessMode: ReadWriteMany}                  | at '/persistence/accessMode'
            podSecurityContext: {runAsNonRoot: false}                 | at '/podSecurityContext/runAsNonRoot'
            securityContext: {allowPrivilegeEscalation: true}         | at '/securityContext/allowPrivilegeEscalation'
            resources: {limits: {memory: null}}                       | missing property 'memory'
            probes: {liveness: {initialDelay: 5}}                     | additional properties 'initialDelay' not allowed
            ingress: {enabled: true}                                  | ingress.hosts is empty
            httpRoute: {enabled: true}                                | httpRoute.parentRefs is empty
            test: {frame: hello}                                      | test.frame needs test.source
            test: {source: lines}                                     | test.source is 'lines', which is not one of sources
            test: {image: busybox}                                    | at '/test/image'
            """)
    void saysWhatIsWrong(String values, String message) {
        assertThatThrownBy(() -> Chart.ofSource().renderText(values)).hasMessageContaining(message);
    }
}

package dev.bettong.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart renders: rules that hold for all values, and what single values do. */
class ChartTest {

    private static final int LABEL = 63;
    private static final int STATEFUL_SET = 52; // a label of its pods is this name, "-" and a hash of 10
    private static final String LONG_RELEASE = "r".repeat(53); // Helm takes no longer one

    @TempDir
    private Path directory;

    private Chart chart;

    @BeforeEach
    void copy() throws IOException {
        chart = Chart.withHooksAndNotes(directory.resolve("bettong"));
    }

    static List<String> valuesFiles() {
        return Chart.valuesFiles();
    }

    @Test
    void helmHasNothingToSayAboutTheChart() {
        assertThat(chart.lint())
                .filteredOn(message -> !message.contains("icon is recommended"))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("valuesFiles")
    void containersAreHardened(String values) {
        for (PodSpec pod : manifests(values).pods()) {
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getEnableServiceLinks()).isFalse();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getContainers()).isNotEmpty().allSatisfy(container -> {
                assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                        .isFalse();
                assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                        .isTrue();
                assertThat(container.getSecurityContext().getCapabilities().getDrop())
                        .containsExactly("ALL");
                assertThat(container.getImage()).matches(".+:[^/]+").doesNotEndWith(":latest");
                assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
                assertThat(container.getResources().getLimits()).containsKey("memory");
            });
        }
    }

    @ParameterizedTest
    @MethodSource("valuesFiles")
    void healthIsAskedForOnThePortOfManagement(String values) {
        Container container = container(manifests(values));

        for (Probe probe :
                List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())) {
            assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
            assertThat(probe.getHttpGet().getScheme()).isEqualTo(values.equals("tls") ? "HTTPS" : "HTTP");
            assertThat(probe.getFailureThreshold()).isPositive();
        }
        assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/actuator/health/liveness");
        assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/actuator/health/liveness");
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/actuator/health/readiness");
    }

    @ParameterizedTest
    @MethodSource("valuesFiles")
    void everyMountHasAVolumeAndEveryVolumeAMount(String values) {
        Manifests manifests = manifests(values);
        StatefulSet set = manifests.one(StatefulSet.class);
        PodSpec pod = set.getSpec().getTemplate().getSpec();

        Set<String> mounted = container(manifests).getVolumeMounts().stream()
                .map(VolumeMount::getName)
                .collect(Collectors.toSet());

        Stream<String> claims = set.getSpec().getVolumeClaimTemplates().stream()
                .map(claim -> claim.getMetadata().getName());
        Stream<String> volumes = pod.getVolumes().stream().map(Volume::getName);
        assertThat(Stream.concat(claims, volumes)).containsExactlyInAnyOrderElementsOf(mounted);
    }

    @ParameterizedTest
    @MethodSource("valuesFiles")
    void volumesAreMadeOfObjectsThatExist(String values) {
        Manifests manifests = manifests(values);
        Set<String> existing = manifests.objects().stream()
                .map(object -> object.getKind() + ' ' + object.getMetadata().getName())
                .collect(Collectors.toCollection(HashSet::new));
        existing.addAll(
                List.of("Secret bettong-users", "Secret receivers-tls", "Secret web-tls")); // named by the values

        for (PodSpec pod : manifests.pods()) {
            for (Volume volume : pod.getVolumes()) {
                if (volume.getConfigMap() != null) {
                    assertThat(existing)
                            .contains("ConfigMap " + volume.getConfigMap().getName());
                }
                if (volume.getSecret() != null) {
                    assertThat(existing).contains("Secret " + volume.getSecret().getSecretName());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("valuesFiles")
    void everyServiceLeadsToAPortOfThePod(String values) {
        Manifests manifests = manifests(values);
        Map<String, String> labels = manifests
                .one(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
        List<ContainerPort> ports = container(manifests).getPorts();
        Set<String> targets = new HashSet<>();
        ports.forEach(
                port -> targets.add(port.getName() == null ? String.valueOf(port.getContainerPort()) : port.getName()));

        manifests.all(Service.class).forEach(service -> {
            assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector());
            assertThat(service.getSpec().getPublishNotReadyAddresses()).isTrue();
            assertThat(service.getSpec().getPorts())
                    .extracting(ServicePort::getTargetPort)
                    .extracting(port -> port.getStrVal() == null ? String.valueOf(port.getIntVal()) : port.getStrVal())
                    .isSubsetOf(targets);
        });
        assertThat(manifests.one(StatefulSet.class).getSpec().getSelector().getMatchLabels())
                .isEqualTo(manifests.service("demo-" + nameOf(values)).getSpec().getSelector());
    }

    @ParameterizedTest
    @MethodSource("valuesFiles")
    void namesStayWithinTheirLimitsUnderALongRelease(String values) {
        Manifests manifests = Manifests.of(chart.render(LONG_RELEASE, Chart.values(values)));

        assertThat(manifests.objects())
                .extracting(object -> object.getKind() + object.getMetadata().getName())
                .doesNotHaveDuplicates();
        for (HasMetadata object : manifests.objects()) {
            assertThat(object.getMetadata().getName())
                    .matches("[a-z]([-a-z0-9]*[a-z0-9])?")
                    .hasSizeLessThanOrEqualTo(LABEL);
            assertThat(object.getMetadata().getLabels().values())
                    .allSatisfy(value -> assertThat(value).hasSizeLessThanOrEqualTo(LABEL));
        }
        assertThat(manifests.one(StatefulSet.class).getMetadata().getName()).hasSizeLessThanOrEqualTo(STATEFUL_SET);
    }

    @ParameterizedTest
    @MethodSource("valuesFiles")
    void thePodHasTimeToDrain(String values) {
        Map<String, Long> seconds =
                Map.of("without-persistence", 130L, "everything", 200L); // 60 + 70; as given, at least 90 + 5 + 50

        assertThat(manifests(values)
                        .one(StatefulSet.class)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getTerminationGracePeriodSeconds())
                .isEqualTo(seconds.getOrDefault(values, 90L));
    }

    @Test
    void oneReplicaHasTheDataDirectoryForItself() {
        StatefulSet set = manifests("minimal").one(StatefulSet.class);

        assertThat(set.getSpec().getReplicas()).isEqualTo(1);
        assertThat(set.getSpec().getVolumeClaimTemplates())
                .extracting(PersistentVolumeClaim::getSpec)
                .flatExtracting(claim -> claim.getAccessModes())
                .containsExactly("ReadWriteOncePod");
        assertThat(manifests("minimal").application())
                .extractingByKey("bettong")
                .hasFieldOrPropertyWithValue("data-directory", "/var/lib/bettong");
    }

    @Test
    void aClaimThatExistsIsUsed() {
        StatefulSet set = manifests("existing-secrets").one(StatefulSet.class);

        assertThat(set.getSpec().getVolumeClaimTemplates()).isEmpty();
        assertThat(set.getSpec().getTemplate().getSpec().getVolumes())
                .filteredOn(volume -> volume.getName().equals("data"))
                .singleElement()
                .extracting(volume -> volume.getPersistentVolumeClaim().getClaimName())
                .isEqualTo("words");
    }

    @Test
    void withoutPersistenceThereIsNoDataDirectory() {
        Manifests manifests = manifests("without-persistence");

        assertThat(manifests.one(StatefulSet.class).getSpec().getVolumeClaimTemplates())
                .isEmpty();
        assertThat(manifests.application().get("bettong"))
                .isEqualTo(Map.of(
                        "examples", List.of("word-count"),
                        "shutdown-timeout", "1m",
                        "sources", Map.of("lines", Map.of("tcp", Map.of("port", 7010)))));
    }

    @Test
    void whatTheUserWroteIsKeptBesidesWhatTheChartKnows() {
        assertThat(manifests("everything").application())
                .isEqualTo(Manifests.yaml().load("""
                        bettong:
                          data-directory: /data
                          examples: [word-count, reverse]
                          shutdown-timeout: 90s
                          sources:
                            lines: {tcp: {port: 7010, max-frame-size: 64KB}}
                            reverse-in: {tcp: {port: 7011}}
                          state: {max-entities: 10000000}
                        management: {server: {port: 9081}}
                        server: {port: 9080}
                        spring:
                          config: {import: ["configtree:/etc/bettong/config/"]}
                          ssl:
                            bundle:
                              pem:
                                web:
                                  reload-on-update: true
                                  keystore:
                                    certificate: /etc/bettong/tls/web/tls.crt
                                    private-key: /etc/bettong/tls/web/tls.key
                                  truststore:
                                    certificate: /etc/bettong/tls/web/ca.crt
                        """));
    }

    @Test
    void aFurtherImportOfTheUserStays() {
        assertThat(manifests("existing-secrets").application())
                .extractingByKey("spring")
                .extracting("config")
                .extracting("import")
                .isEqualTo(List.of("optional:file:/etc/more/", "configtree:/etc/bettong/config/"));
    }

    @Test
    void secretsAreCreatedOnlyWhenNoneExists() {
        assertThat(manifests("existing-secrets").all(Secret.class)).isEmpty();
        assertThat(manifests("everything").all(Secret.class))
                .extracting(secret -> secret.getMetadata().getName(), Secret::getStringData)
                .containsExactlyInAnyOrder(
                        tuple("demo-words-config", Map.of("spring.mail.password", "quo\"ted: $ecret")),
                        tuple(
                                "demo-words-tls-web",
                                Map.of("tls.crt", "certificate", "tls.key", "key", "ca.crt", "authority")));
    }

    @Test
    void aServiceAccountIsCreatedUnlessSwitchedOff() {
        assertThat(manifests("existing-secrets").all(ServiceAccount.class)).isEmpty();
        assertThat(manifests("minimal").one(ServiceAccount.class).getAutomountServiceAccountToken())
                .isFalse();
    }

    @Test
    void changedConfigurationRestartsThePod() {
        assertThat(Stream.of("{}", "config: {logging: {level: {root: warn}}}", "sources: {lines: {port: 7010}}")
                        .map(values -> checksums(values).get("checksum/config")))
                .doesNotContainNull()
                .doesNotHaveDuplicates();
        assertThat(Stream.of("a", "b")
                        .map(value -> checksums("secretConfig: {data: {key: %s}}".formatted(value)))
                        .map(checksums -> checksums.get("checksum/secret")))
                .doesNotContainNull()
                .doesNotHaveDuplicates();
    }

    @Test
    void everythingCanBeSwitchedOn() {
        assertThat(manifests("everything").objects())
                .extracting(HasMetadata::getKind)
                .contains(
                        "HTTPRoute",
                        "Ingress",
                        "NetworkPolicy",
                        "PodDisruptionBudget",
                        "PrometheusRule",
                        "ServiceMonitor");
        assertThat(manifests("minimal").objects())
                .extracting(HasMetadata::getKind)
                .containsOnly("ConfigMap", "Pod", "Service", "ServiceAccount", "StatefulSet");
    }

    @Test
    void theNotesTellWhereSendersConnect() {
        assertThat(notes(chart.render(Chart.values("everything"))))
                .contains("demo-words-lines.streams.svc:17010", "demo-words-reverse-in.streams.svc:7011")
                .doesNotContain("No source");
    }

    @Test
    void theNotesTellWhenThereIsNothingToDo() {
        assertThat(notes(chart.renderDefaults())).contains("No source and no pipeline is configured");
    }

    private static String notes(String rendered) {
        return Manifests.of(rendered)
                .all(ConfigMap.class)
                .map(map -> map.getData().get("notes"))
                .filter(notes -> notes != null)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void keysThatKubernetesDoesNotKnowAreNoticed() {
        assertThatThrownBy(() -> Manifests.of("""
                        apiVersion: v1
                        kind: Service
                        spec: {ports: [{port: 1, tagetPort: 2}]}
                        """)).hasMessageContaining("tagetPort");
    }

    private Manifests manifests(String values) {
        return Manifests.of(chart.render(Chart.values(values)));
    }

    private Map<String, String> checksums(String values) {
        return Manifests.of(chart.renderText(values))
                .one(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations();
    }

    private static Container container(Manifests manifests) {
        return manifests
                .one(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
    }

    private static String nameOf(String values) {
        return values.equals("everything") ? "words" : "bettong";
    }
}

{{- define "bettong.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 52 | trimSuffix "-" }}
{{- end }}

{{/* 52 characters: Kubernetes adds "-" and a hash of 10 to the name of a StatefulSet for a label of at most 63. */}}
{{- define "bettong.fullname" -}}
{{- $name := .Values.nameOverride | default .Chart.Name }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* The full name with a suffix, within 63 characters: (list $ "suffix"). */}}
{{- define "bettong.named" -}}
{{- $suffix := last . }}
{{- printf "%s-%s" (include "bettong.fullname" (first .) | trunc (int (sub 62 (len $suffix))) | trimSuffix "-") $suffix }}
{{- end }}

{{- define "bettong.selectorLabels" -}}
app.kubernetes.io/name: {{ include "bettong.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "bettong.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "bettong.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "bettong.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (ternary (include "bettong.fullname" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{- define "bettong.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}
{{- end }}

{{- define "bettong.secretName" -}}
{{- .Values.secretConfig.existingSecret | default (ternary (include "bettong.named" (list . "config")) "" (not (empty .Values.secretConfig.data))) }}
{{- end }}

{{/* The Secret of a certificate: (list $ "name" $certificate). */}}
{{- define "bettong.tlsSecretName" -}}
{{- (last .).existingSecret | default (include "bettong.named" (list (first .) (printf "tls-%s" (index . 1)))) }}
{{- end }}

{{/* HTTPS if health and metrics are served with TLS. */}}
{{- define "bettong.managementScheme" -}}
{{- ternary "HTTPS" "HTTP" (not (empty (dig "management" "server" "ssl" dict .Values.config))) }}
{{- end }}

{{/* application.yml: what the user wrote, and on top of it what the chart knows. */}}
{{- define "bettong.config" -}}
{{- $bettong := dict }}
{{- $spring := dict }}
{{- if .Values.persistence.enabled }}
{{- $_ := set $bettong "data-directory" .Values.persistence.mountPath }}
{{- end }}
{{- range $name, $source := .Values.sources }}
{{- $_ := set $bettong "sources" (merge (dict $name (dict "tcp" (dict "port" $source.port))) ($bettong.sources | default dict)) }}
{{- end }}
{{- if include "bettong.secretName" . }}
{{- $imports := dig "spring" "config" "import" list .Values.config }}
{{- $imports = kindIs "slice" $imports | ternary $imports (list $imports) }}
{{- $_ := set $spring "config" (dict "import" (append $imports "configtree:/etc/bettong/config/")) }}
{{- end }}
{{- range $name, $certificate := .Values.tls }}
{{- $files := printf "/etc/bettong/tls/%s" $name }}
{{- $bundle := dict "reload-on-update" true "keystore" (dict "certificate" (printf "%s/tls.crt" $files) "private-key" (printf "%s/tls.key" $files)) }}
{{- if $certificate.trust }}
{{- $_ := set $bundle "truststore" (dict "certificate" (printf "%s/ca.crt" $files)) }}
{{- end }}
{{- $bundles := dig "ssl" "bundle" "pem" dict $spring }}
{{- $_ := set $spring "ssl" (dict "bundle" (dict "pem" (merge (dict $name $bundle) $bundles))) }}
{{- end }}
{{- $own := dict "server" (dict "port" .Values.http.port) "management" (dict "server" (dict "port" .Values.management.port)) }}
{{- if $bettong }}{{ $_ := set $own "bettong" $bettong }}{{ end }}
{{- if $spring }}{{ $_ := set $own "spring" $spring }}{{ end }}
{{- toYaml (mergeOverwrite (deepCopy .Values.config) $own) }}
{{- end }}

{{/* bettong.shutdown-timeout in seconds, rounded up. */}}
{{- define "bettong.shutdownSeconds" -}}
{{- $timeout := dig "bettong" "shutdown-timeout" "20s" .Values.config | toString }}
{{- if not (regexMatch "^[0-9]+(ms|s|m|h)$" $timeout) }}
{{- fail (printf "config.bettong.shutdown-timeout is '%s': write it as a number with ms, s, m or h, such as 20s" $timeout) }}
{{- end }}
{{- $number := regexFind "^[0-9]+" $timeout | int64 }}
{{- $unit := regexFind "[a-z]+$" $timeout }}
{{- if eq $unit "ms" }}{{ div (add $number 999) 1000 }}{{ else }}{{ mul $number (get (dict "s" 1 "m" 60 "h" 3600) $unit) }}{{ end }}
{{- end }}

{{- define "bettong.terminationGracePeriodSeconds" -}}
{{- $shutdown := include "bettong.shutdownSeconds" . | int64 }}
{{- $sleep := .Values.preStopSleepSeconds | int64 }}
{{- $least := add $shutdown $sleep 50 }}
{{- $given := .Values.terminationGracePeriodSeconds }}
{{- if and (not (kindIs "invalid" $given)) (lt (int64 $given) $least) }}
{{- fail (printf "terminationGracePeriodSeconds is %d: a stop may take %d s (config.bettong.shutdown-timeout %d, preStopSleepSeconds %d, and 50 for the last checkpoint and closing)" (int64 $given) $least $shutdown $sleep) }}
{{- end }}
{{- kindIs "invalid" $given | ternary (add $shutdown $sleep 70) $given }}
{{- end }}

{{/* Selects the metrics of this release. */}}
{{- define "bettong.metricSelector" -}}
namespace="{{ .Release.Namespace }}",service="{{ include "bettong.named" (list . "management") }}"
{{- end }}

{{/* What the schema cannot say. */}}
{{- define "bettong.validate" -}}
{{- range $key, $value := .Values.config }}
{{- if contains "." $key }}
{{- fail (printf "config has the key '%s': write it nested, a level for each dot" $key) }}
{{- end }}
{{- end }}
{{- range $key, $value := .Values.config.bettong }}
{{- if not (regexMatch "^[a-z0-9-]+$" $key) }}
{{- fail (printf "config.bettong has the key '%s': write it nested and in kebab-case, such as shutdown-timeout" $key) }}
{{- end }}
{{- end }}
{{- if dig "server" "port" "" .Values.config }}{{ fail "config.server.port: set http.port instead" }}{{ end }}
{{- if dig "management" "server" "port" "" .Values.config }}{{ fail "config.management.server.port: set management.port instead" }}{{ end }}
{{- if dig "bettong" "data-directory" "" .Values.config }}{{ fail "config.bettong.data-directory: set persistence.mountPath instead" }}{{ end }}
{{- range $name, $source := dig "bettong" "sources" dict .Values.config }}
{{- if dig "tcp" "port" "" $source }}{{ fail (printf "config.bettong.sources.%s.tcp.port: set sources.%s.port instead" $name $name) }}{{ end }}
{{- end }}
{{- $taken := dict (toString .Values.http.port) "http.port" }}
{{- if hasKey $taken (toString .Values.management.port) }}
{{- fail (printf "management.port is %v, as is http.port: health and metrics need a port of their own" .Values.management.port) }}
{{- end }}
{{- $_ := set $taken (toString .Values.management.port) "management.port" }}
{{- range $name, $source := .Values.sources }}
{{- if hasKey $taken (toString $source.port) }}
{{- fail (printf "sources.%s.port is %v, as is %s" $name $source.port (get $taken (toString $source.port))) }}
{{- end }}
{{- $_ := set $taken (toString $source.port) (printf "sources.%s.port" $name) }}
{{- end }}
{{- if and .Values.secretConfig.existingSecret .Values.secretConfig.data }}
{{- fail "secretConfig: set either existingSecret or data" }}
{{- end }}
{{- range $name, $certificate := .Values.tls }}
{{- if and $certificate.existingSecret (or $certificate.certificate $certificate.privateKey $certificate.caCertificate) }}
{{- fail (printf "tls.%s: set either existingSecret or certificate and privateKey" $name) }}
{{- end }}
{{- if and (not $certificate.existingSecret) (not (and $certificate.certificate $certificate.privateKey)) }}
{{- fail (printf "tls.%s: needs existingSecret, or certificate and privateKey" $name) }}
{{- end }}
{{- if and $certificate.trust (not $certificate.existingSecret) (not $certificate.caCertificate) }}
{{- fail (printf "tls.%s: trust needs caCertificate" $name) }}
{{- end }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) }}{{ fail "ingress.hosts is empty: name at least one" }}{{ end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}{{ fail "httpRoute.parentRefs is empty: name a Gateway" }}{{ end }}
{{- if and .Values.test.frame (not .Values.test.source) }}{{ fail "test.frame needs test.source" }}{{ end }}
{{- if and .Values.test.source (not (hasKey .Values.sources .Values.test.source)) }}
{{- fail (printf "test.source is '%s', which is not one of sources" .Values.test.source) }}
{{- end }}
{{- end }}

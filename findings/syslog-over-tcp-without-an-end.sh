#!/usr/bin/env bash
# Log4j2's Syslog appender and winston-syslog put nothing between two messages over TCP.
#
# Versions: log4j-core 2.25.2 (<Syslog protocol="TCP">), npm winston 3.18.3 with winston-syslog 2.7.1 (tcp4).
# Expected: over TCP a message ends with a line feed, or begins with its length (RFC 6587), as rsyslog does it.
# Instead:  both write the same bytes as into a datagram. Neither a line feed nor a length tells where a message ends;
#   a receiver of lines gets nothing until its limit, and then one broken "line" of many messages. Log4j2's
#   GelfLayout in a Socket appender has no NUL between two documents either, and gzips those from 1 KB on, only.
# Seen:     log4j2 RFC5424: <134>1 ... first<134>1 ... second
#           log4j2 BSD:     <134>Nov 27 ... first<134>Nov 27 ... second
#           winston-syslog: <134>Nov 27 ... first<134>Nov 27 ... second
# What to do: newLine="true" in Log4j2 (a line feed within a message makes two); for GelfLayout compressionType="OFF"
#   includeNullDelimiter="true"; eol: '\n' in winston-syslog. A receiver can tell by "<134>" in the middle of a line.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT; cd "$dir"

maven() { # the jars of each group:artifact:version and of what it needs, into lib
    local id='s|(.*):(.*):(.*)|<groupId>\1</groupId><artifactId>\2</artifactId><version>\3</version>|' name
    { echo "<project><modelVersion>4.0.0</modelVersion>$(sed -E "$id" <<<finding:finding:1)<dependencies>"
      for name; do echo "<dependency>$(sed -E "$id" <<<"$name")</dependency>"; done
      echo '</dependencies></project>'; } >pom.xml
    mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib >&2
}
java=$(for j in java /usr/lib/jvm/*/bin/java; do # the newest there is
    v=$("$j" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p') || true
    if [ "${v:-0}" -ge 21 ]; then echo "$v $j"; fi
done | sort -n | tail -1 | cut -d' ' -f2)

maven org.apache.logging.log4j:log4j-core:2.25.2
npm install --silent --no-fund --no-audit --ignore-scripts --omit=optional winston@3.18.3 winston-syslog@2.7.1 >&2
cat >log.js <<'JS'
const winston = require('winston'), { Syslog } = require('winston-syslog');
const { levels } = winston.config.syslog, format = winston.format.printf(info => info.message);
const transports = [new Syslog({ host: '127.0.0.1', port: process.env.PORT, protocol: 'tcp4' })];
const logger = winston.createLogger({ levels, format, transports });
logger.info('first');
setTimeout(() => logger.info('second'), 1000);
setTimeout(() => process.exit(), 3000);
JS
cat >Log.java <<'JAVA'
class Log {
    public static void main(String[] args) {
        for (var text : new String[] {"first", "second"}) org.apache.logging.log4j.LogManager.getLogger().info(text);
        org.apache.logging.log4j.LogManager.shutdown();
    }
}
JAVA
cat >log4j2.xml <<'XML'
<Configuration>
  <Appenders><Syslog name="S" protocol="TCP" host="127.0.0.1" port="${env:PORT}" format="${sys:format}"/></Appenders>
  <Loggers><Root level="info"><AppenderRef ref="S"/></Root></Loggers>
</Configuration>
XML
cat >run.js <<'JS' # runs each sender against a port, and prints what has come, without times and names
const { once } = require('events'), { spawn } = require('child_process');
async function run(name, command, ...args) {
    let all = '';
    const server = require('net').createServer(socket => socket.on('data', data => all += data).on('error', () => { }));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const env = { ...process.env, PORT: server.address().port };
    await once(spawn(command, args, { env, timeout: 60000 }), 'exit');
    await new Promise(done => setTimeout(done, 500));
    console.log(`${name}: ${all.replace(/<134>[^<]*?(first|second)/g, '<134>... $1').replaceAll('\n', ' LF ')}`);
}
(async () => {
    const log4j2 = format => [process.argv[2], `-Dformat=${format}`, '-Dlog4j2.configurationFile=log4j2.xml', '-Xmx256m',
        '-cp', 'lib/*', 'Log.java'];
    for (const format of ['RFC5424', 'BSD']) await run(`log4j2 ${format}`, ...log4j2(format));
    await run('winston-syslog', 'node', 'log.js');
    process.exit();
})();
JS
timeout 200 node run.js "$java" | tee seen
printf '%s\n' 'log4j2 RFC5424: <134>... first<134>... second' 'log4j2 BSD: <134>... first<134>... second' \
    'winston-syslog: <134>... first<134>... second' | diff - seen || { echo 'the behaviour has changed' >&2; exit 1; }

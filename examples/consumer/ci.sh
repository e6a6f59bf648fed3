#!/usr/bin/env bash
# Builds and runs this project as a stranger would: Quadriga comes from a repository, everything else
# from Maven Central, into an empty local repository. Prints a line for each check; leaves nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
quadriga=$(cd "$here/../.." && pwd)
unset JAVA_HOME # the builds find their JDK themselves
exec </dev/null

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "consumer: FAILED: $1" >&2
    exit 1
}

ok() {
    echo "consumer: ok: $1"
}

quietly() { # name, command...: shows the output only if it fails
    "${@:2}" >"$work/log" 2>&1 || {
        cat "$work/log" >&2
        fail "$1"
    }
    ok "$1"
}

expect() { # name, pattern, command...: the output of both streams is exactly that
    local output
    output=$("${@:3}" 2>&1) || fail "$1: exit code $?: $output"
    # shellcheck disable=SC2053 # a pattern
    [[ $output == $2 ]] || fail "$1: expected '$2', printed '$output'"
    ok "$1: $output"
}

java_25() { # the home of a JDK 25 or newer
    local home major
    for home in /usr/lib/jvm/* /usr/java/* /opt/java/* ~/.jdks/* ~/.sdkman/candidates/java/*; do
        major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null || true)
        if [ "${major:-0}" -ge 25 ]; then
            echo "$home"
            return
        fi
    done
    fail "no JDK 25 found"
}

java=$(java_25)/bin/java

publish() {
    cd "$quadriga"
    mvn -q -pl core,thread-pool,process-pool -am -DskipTests -Dmaven.install.skip=true deploy \
        -DaltDeploymentRepository="local::file://$work/published"
}

settings() {
    cat >"$work/settings.xml" <<XML
<settings>
  <profiles>
    <profile>
      <id>quadriga</id>
      <repositories>
        <repository>
          <id>quadriga</id>
          <url>file://$work/published</url>
          <snapshots><enabled>true</enabled></snapshots>
        </repository>
      </repositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>quadriga</activeProfile></activeProfiles>
</settings>
XML
}

build() {
    cp -R "$here" "$work/consumer"
    cd "$work/consumer"
    mvn -q -ntp -B -gs "$work/settings.xml" -Dmaven.repo.local="$work/repository" package
}

exec_java() { # in the JVM of Maven itself, which is another one by default
    cd "$work/consumer"
    JAVA_HOME=${java%/bin/java} MAVEN_OPTS=--sun-misc-unsafe-memory-access=allow \
        mvn -q -ntp -B -gs "$work/settings.xml" -Dmaven.repo.local="$work/repository" \
        -pl pool exec:java 2>&1 | sed 's/\x1b\[[0-9;]*m//g' # Maven resets colours it never set
}

# The plain jars, where the local repository has them. Of Quadriga's only those that were published.
class_path() {
    local jars
    jars=$(find "$work/repository" -name '*.jar' \( \
        -path '*/io/quadriga/*' -o -path '*/guice/*' -o -path '*/ow2/asm/asm/*' -o -path '*/guava/*' \
        -o -path '*/com/typesafe/*' -o -path '*/org/slf4j/slf4j-*/2.0.20/*' -o -path '*/jspecify/*' \
        -o -path '*/jakarta/inject/*' -o -path '*/aopalliance/*' \) | tr '\n' ':')
    echo "$work/consumer/app/target/consumer-app-1.jar:$work/consumer/backend/target/consumer-backend-1.jar:$jars"
}

quietly "quadriga is published" publish
settings
quietly "the project builds from an empty repository, with worker processes in a test" build

plain=("$java" -cp "$(class_path)")
fat=("$java" -jar "$work/consumer/app/target/consumer-app-1-fat.jar")
swap=-Dquadriga.executors.work.backend
echo 'quadriga.executors.work { backend = one-thread, thread-name = "of the file" }' >"$work/one.conf"

expect "thread-pool" "sum=385 worker=work-*" "${plain[@]}" com.example.app.Main
expect "inline, by a system property" "sum=385 worker=main" \
    "${plain[@]}" $swap=inline com.example.app.Main
expect "a backend of its own, found on the class path" "sum=385 worker=one" \
    "${plain[@]}" $swap=one-thread com.example.app.Main
expect "a backend of its own, by a configuration file" "sum=385 worker=of the file" \
    "${plain[@]}" -Dconfig.file="$work/one.conf" com.example.app.Main
expect "fat jar, thread-pool" "sum=385 worker=work-*" "${fat[@]}"
expect "fat jar, inline" "sum=385 worker=main" "${fat[0]}" $swap=inline "${fat[@]:1}"
expect "fat jar, a backend of its own" "sum=385 worker=one" \
    "${fat[0]}" $swap=one-thread "${fat[@]:1}"
expect "worker processes, by exec:java" "sum=385 elsewhere=true" exec_java

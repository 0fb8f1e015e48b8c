# Sourced by naosu: builds once, when something is missing or older than the sources.

stamp=$home/app/target/naosu.stamp

needs_build() {
  # a Maven that is building naosu at this moment tests what it has packaged
  [ -z "${NAOSU_PACKAGED:-}" ] || return 1
  [ -f "$stamp" ] && [ -f "$home/app/target/naosu.jar" ] || return 0
  [ -n "$(find "$home/pom.xml" "$home"/*/pom.xml "$home"/*/src/main -newer "$stamp" -print -quit 2>/dev/null)" ]
}

explain_build() {
  echo "naosu: Maven is needed to build naosu once, and there is no mvn on the PATH."
  echo "  Install Maven 3.8.7 or newer (package maven, or: sdk install maven), then run this again."
}

# Waits for another build; a lock whose owner is gone is taken over.
lock() {
  mkdir -p "$home/.naosu"
  said=
  until mkdir "$home/.naosu/building" 2>/dev/null; do
    owner=$(cat "$home/.naosu/building/pid" 2>/dev/null || :)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$home/.naosu/building"
      continue
    fi
    [ -n "$said" ] || echo "naosu: another naosu is building; waiting for it" >&2
    said=yes
    sleep 0.3
  done
  echo $$ > "$home/.naosu/building/pid"
  trap 'rm -rf "$home/.naosu/building"' EXIT
  trap 'exit 130' INT TERM
}

unlock() {
  rm -rf "$home/.naosu/building"
  trap - EXIT INT TERM
}

# Heals the example once, so that a cache keeps the classes that are needed and how they were used.
# Without it everything works, a little later. It holds for one JDK and one naosu.jar only.
train() {
  "$jdk/bin/java" -XX:AOTCacheOutput="$home/.naosu/naosu.aot" -Xlog:disable \
    -Dio.netty.transport.noNative=true -Dnaosu.home="$home" -cp "$home/app/target/naosu.jar" \
    dev.naosu.app.Main heal "$home/examples/orders" --models never --sandbox none --budget 30s \
    >/dev/null 2>&1 </dev/null || :
}

build() {
  if ! command -v mvn >/dev/null 2>&1; then
    explain_build >&2
    exit 3
  fi
  if ! mkdir -p "$home/.naosu" 2>/dev/null; then
    echo "naosu: $home cannot be written to, so naosu cannot be built there; build it as its owner first" >&2
    exit 3
  fi
  lock
  if needs_build; then
    echo "naosu: building; this happens once and takes a minute or two …" >&2
    log=$home/.naosu/build.log
    touch "$home/.naosu/begun"
    if ! (cd "$home" && JAVA_HOME=$jdk mvn -q -B -ntp -DskipTests -Dspotless.check.skip=true package) > "$log" 2>&1; then
      echo "naosu: the build failed. The end of $log:" >&2
      grep -E '^\[ERROR\]' "$log" | head -n 15 | sed 's/^/  /' >&2 || :
      [ -s "$log" ] && tail -n 5 "$log" | sed 's/^/  /' >&2
      exit 3
    fi
    rm -f "$home/.naosu/naosu.aot"
    train
    # as old as the beginning: what is edited meanwhile is built next time
    mv "$home/.naosu/begun" "$stamp"
  fi
  unlock
}

# Sourced by naosu, check and mend: finds a JDK that can build and run naosu. Starts no process but
# readlink, for it runs at every start.

NAOSU_FEATURE=25

# The feature release of the JDK in directory $1 into $feature; fails when there is no JDK.
jdk_feature() {
  feature=0
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS='=' read -r key value || [ -n "$key" ]; do
    if [ "$key" = JAVA_VERSION ]; then
      value=${value#\"}
      feature=${value%%[!0-9]*}
      break
    fi
  done < "$1/release"
  [ -n "$feature" ] && [ "$feature" -gt 0 ]
}

good_jdk() {
  [ -n "$1" ] && jdk_feature "$1" && [ "$feature" -ge "$NAOSU_FEATURE" ]
}

# Puts the home of a fitting JDK into $jdk; fails when there is none.
find_jdk() {
  if [ -n "${NAOSU_JAVA_HOME:-}" ]; then
    jdk=$NAOSU_JAVA_HOME
    good_jdk "$jdk"
    return
  fi
  jdk=${JAVA_HOME:-}
  if good_jdk "$jdk"; then return 0; fi
  java=$(command -v java || :)
  if [ -n "$java" ]; then
    java=$(readlink -f "$java" 2>/dev/null || printf %s "$java")
    jdk=${java%/bin/java}
    if good_jdk "$jdk"; then return 0; fi
  fi
  for jdk in /usr/lib/jvm/* /opt/java/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if good_jdk "$jdk"; then return 0; fi
  done
  jdk=
  return 1
}

explain_jdk() {
  if [ -n "${NAOSU_JAVA_HOME:-}" ]; then
    echo "naosu: NAOSU_JAVA_HOME is $NAOSU_JAVA_HOME, and that is no JDK $NAOSU_FEATURE or newer."
  else
    echo "naosu: no JDK $NAOSU_FEATURE or newer was found (JAVA_HOME, PATH, /usr/lib/jvm, ~/.sdkman, ~/.jdks)."
  fi
  echo "  Get Temurin $NAOSU_FEATURE from adoptium.net, or by your package manager (temurin-$NAOSU_FEATURE-jdk), or: sdk install java $NAOSU_FEATURE-tem"
  echo "  If it is elsewhere:  NAOSU_JAVA_HOME=/path/to/jdk ./naosu …   The projects naosu heals keep their own Java."
}

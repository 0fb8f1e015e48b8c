#!/bin/sh
# Sees that each guard of the build refuses what it is there to refuse, and for that reason. Works
# on a small module in a temporary directory; needs a tree that `mvn verify` has built.
set -u
cd "$(dirname "$0")/.." || exit 3
: "${JAVA_HOME:?is set by check}"

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
trap 'exit 130' INT TERM
cp -r .mvn "$place/"
sed 's|<module>probe</module>|<module>bite</module>|; /<module>\(maven-spy\|core\|adapters\|app\|bench\)<\/module>/d' \
  pom.xml > "$place/pom.xml"
bite=$place/bite
source=$bite/src/main/java/dev/naosu/bite
mkdir -p "$source"
passed=0
failed=0

pass() {
  passed=$((passed + 1))
  echo "  bites: $1"
}

fail() {
  failed=$((failed + 1))
  echo "  DOES NOT BITE: $1"
  tail -n 15 "$place/log" | sed 's/^/    /'
}

# a module without a fault
clean_module() {
  cat > "$bite/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>dev.naosu</groupId>
    <artifactId>naosu</artifactId>
    <version>0.1.0-SNAPSHOT</version>
  </parent>
  <artifactId>naosu-bite</artifactId>
  <dependencies>
    <dependency>
      <groupId>org.jspecify</groupId>
      <artifactId>jspecify</artifactId>
    </dependency>
  </dependencies>
</project>
POM
  cat > "$source/package-info.java" <<'JAVA'
/// A fault that a guard must refuse.
@NullMarked
package dev.naosu.bite;

import org.jspecify.annotations.NullMarked;
JAVA
  bite_class '  int length(String text) {
    return text.length();
  }'
}

bite_class() {
  cat > "$source/Bite.java" <<JAVA
package dev.naosu.bite;

/// A fault, or none.
final class Bite {
$1
}
JAVA
}

build() {
  (cd "$place" && mvn -o -q -B -pl bite compile) > "$place/log" 2>&1
}

# $1 what it is, $2 words that the refusal must hold
refused() {
  if build; then
    echo "the build is green" >> "$place/log"
    fail "$1"
  elif grep -q -e "$2" "$place/log"; then
    pass "$1"
  else
    fail "$1"
  fi
}

echo "Guards:"
clean_module
if build; then
  passed=$((passed + 1))
else
  fail "control: a module without a fault is green"
fi

bite_class '    int length(String text) { return text.length(); }'
refused "the formatter" "format violations"

bite_class '  int length(@org.jspecify.annotations.Nullable String text) {
    return text.length();
  }'
refused "NullAway" "\[NullAway\]"

bite_class '  void check(String text) {
    if (text.isEmpty()) {
      new IllegalArgumentException(text);
    }
  }'
refused "Error Prone" "\[DeadException\]"

bite_class '  int size(java.util.List list) {
    return list.size();
  }'
refused "the compiler's warnings" "warnings found and -Werror"

clean_module
sed -i.pinned '/<artifactId>maven-clean-plugin</{n;d;}' "$place/pom.xml"
refused "pinned plugin versions" "missing valid versions"
mv "$place/pom.xml.pinned" "$place/pom.xml"

# the rules of the house, with classes that break them in front
bad=$place/house
mkdir -p "$bad/src" "$bad/out"
cat > "$bad/src/Early.java" <<'JAVA'
package dev.naosu.repair;

class Early {
  dev.naosu.prove.Funnel funnel = dev.naosu.prove.Funnel.EMPTY;
  static int shared;

  void speak() {
    System.out.println(shared);
  }
}
JAVA
cat > "$bad/src/Digger.java" <<'JAVA'
package dev.naosu.code;

class Digger {
  boolean dig(java.nio.file.Path path) {
    return java.nio.file.Files.exists(path);
  }
}
JAVA
cat > "$bad/src/PathUtils.java" <<'JAVA'
package dev.naosu.code;

class PathUtils {}
JAVA
house_path=app/target/test-classes:app/target/classes:$(cat app/target/test.classpath)
"$JAVA_HOME/bin/javac" -d "$bad/out" -cp core/target/classes "$bad"/src/*.java > "$place/log" 2>&1
"$JAVA_HOME/bin/java" -cp "$bad/out:$house_path" launch/HouseBite.java > "$place/log" 2>&1
for rule in no_two_packages_import_each_other a_stage_looks_only_at_stages_before_it \
  only_adapters_and_the_front_door_touch_the_machine no_state_is_shared_by_the_whole_jvm \
  there_is_no_drawer_for_odds_and_ends only_the_front_door_speaks_to_the_terminal; do
  if grep -q "^broken $rule$" "$place/log"; then
    pass "house: $rule"
  else
    fail "house: $rule"
  fi
done
if grep -q "^kept every_package_is_null_marked$" "$place/log"; then
  passed=$((passed + 1))
else
  fail "control: rules that are not broken are kept"
fi

echo "Guards: $passed as they should be, $failed not"
[ $failed -eq 0 ]

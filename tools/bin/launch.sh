# Read by the commands of this directory, which set $self to where they are and $main to their class: finds a Java, 17 or
# newer, and becomes the JVM that runs the class. JAVA_HOME comes first, then the PATH, then the usual places.
PATH="${PATH:-}:/usr/local/bin:/usr/bin:/bin"
[ -n "${LC_ALL:-}${LC_CTYPE:-}${LANG:-}" ] || export LC_CTYPE=C.UTF-8

fail() {
  printf '%s: %s\n' "${self##*/}" "$1" >&2
  exit 2
}

# Sets $java if a directory holds a Java that is new enough.
try_java() {
  [ -z "$java" ] && [ -x "$1/bin/java" ] || return 0
  version=
  if [ -r "$1/release" ]; then
    while IFS='=' read -r key value; do
      [ "$key" = JAVA_VERSION ] || continue
      value=${value#\"}
      version=${value%%[!0-9]*}
    done <"$1/release"
  fi
  if [ -z "$version" ] || [ "$version" -ge 17 ]; then
    java=$1/bin/java
  fi
}

java=
if [ -n "${JAVA_HOME:-}" ]; then
  try_java "$JAVA_HOME"
fi
if [ -z "$java" ] && found=$(command -v java); then
  resolved=$(readlink -f "$found" 2>/dev/null) && [ -n "$resolved" ] && found=$resolved
  try_java "${found%/bin/java}"
fi
if [ -z "$java" ]; then
  for dir in /usr/lib/jvm/* /opt/* /opt/java/* /usr/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    try_java "$dir"
  done
fi
[ -n "$java" ] || fail "no Java 17 or newer found: set JAVA_HOME or install one"

lib=$(cd -P -- "${self%/*}/../target/lib" 2>/dev/null && pwd -P) || fail "not built: run mvn -q -DskipTests package first"

# A JVM older than 22 cannot tell a terminal from a file.
terminal_in=false
terminal_out=false
[ -t 0 ] && terminal_in=true
[ -t 1 ] && terminal_out=true
terminal_err=false
[ -t 2 ] && terminal_err=true

# Benchmarks stand among the tests, beside what only they need.
classpath=$lib/*
if [ -n "${benchmark:-}" ]; then
  [ -r "$lib/../benchmark.classpath" ] || fail "not built: run mvn -q -DskipTests package first"
  classpath=$lib/../test-classes:$lib/../classes:$(cat "$lib/../benchmark.classpath")
fi

# An archive of loaded classes, made by the build, shortens the start; one that does not fit this Java is passed over.
archive=
[ -z "${benchmark:-}" ] && [ -r "$lib/../tools.jsa" ] && archive=-XX:SharedArchiveFile=$lib/../tools.jsa

exec "$java" ${archive:+"$archive"} -XX:+UseSerialGC ${compiler:--XX:TieredStopAtLevel=1} -XX:-UsePerfData -Xshare:auto \
  -Xlog:disable -Xlog:all=error,cds*=off:stderr -Dfile.encoding=UTF-8 \
  -Dbalsa.terminal.in=$terminal_in -Dbalsa.terminal.out=$terminal_out -Dbalsa.terminal.err=$terminal_err \
  ${BALSA_TOOLS_JAVA_OPTS:-} -cp "$classpath" "$main" "$@"

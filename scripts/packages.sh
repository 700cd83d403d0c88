# Which Debian packages Foyer needs, and how they get onto a machine.
# Sourced by ./start and ./test; not for running alone.

PACKAGES_BUILD="gcc g++ cmake ninja-build pkg-config libmicrohttpd-dev libsqlite3-dev libcjson-dev
  libpcre2-dev libwslay-dev libsodium-dev libseccomp-dev libopencc-dev libstemmer-dev libutf8proc-dev libicu-dev
  libcsv-dev libcmark-dev libzip-dev libcurl4-openssl-dev libssl-dev libxlsxwriter-dev libyaml-dev libxml2-dev libglib2.0-dev nettle-dev libqrencode-dev
  tzdata ca-certificates"
PACKAGES_TEST="clang lld libclang-rt-14-dev libcmocka-dev valgrind chromium chromium-headless-shell fonts-noto-cjk fonts-noto-color-emoji
  python3 python3-cryptography openssl faketime exim4-daemon-light sqlite3 git procps"

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }
fail() { printf '\033[1;31m==> %s\033[0m\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "Packages are missing and neither root nor sudo is at hand. Install them, then try again: $MISSING"
  fi
}

# node_is_new_enough: Node 18 or newer, and npm.
node_is_new_enough() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]
}

# need_packages NAME...: installs what is missing, by name, and says what.
need_packages() {
  command -v dpkg-query >/dev/null ||
    fail "This needs Debian 12 or a system like it (no dpkg here). docs/operating.md names the packages."
  MISSING=""
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
      MISSING="$MISSING $package"
  done
  node_is_new_enough || MISSING="$MISSING nodejs npm"
  [ -z "$MISSING" ] && return
  say "Installing packages:$MISSING"
  as_root apt-get update -q || fail "The package lists can't be read. Is the network there?"
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $MISSING ||
    fail "Packages can't be installed:$MISSING"
  node_is_new_enough || fail "Node 18 or newer is needed to build the web pages; this machine has $(node --version 2>/dev/null || echo none)."
}

# newer_than STAMP PATH...: true when a file below PATH is newer than STAMP.
newer_than() {
  local stamp=$1
  shift
  [ ! -e "$stamp" ] || [ -n "$(find "$@" -newer "$stamp" -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -print -quit)" ]
}

# build_web: the front-ends into http/web/dist, when their sources changed.
build_web() {
  local stamp=http/web/dist/.built
  if newer_than http/web/node_modules/.installed http/web/package-lock.json; then
    say "Installing the front-ends' tools (npm ci)"
    npm --prefix http/web ci --no-audit --no-fund || fail "npm ci failed; see above."
    touch http/web/node_modules/.installed
  fi
  if newer_than "$stamp" http/web; then
    say "Building the front-ends"
    npm --prefix http/web run build || fail "The front-ends can't be built; see above."
    touch "$stamp"
  fi
}

# build_program PRESET [TARGET...]: the C side.
build_program() {
  local preset=$1
  shift
  say "Building ($preset)"
  cmake --preset "$preset" >"build-$preset.log" 2>&1 || { cat "build-$preset.log"; fail "CMake can't configure; see above."; }
  cmake --build --preset "$preset" ${1:+--target "$@"} >>"build-$preset.log" 2>&1 ||
    { tail -60 "build-$preset.log"; fail "The build failed; the whole log is build-$preset.log."; }
}

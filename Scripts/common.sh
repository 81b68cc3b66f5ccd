# What the scripts beside this file share; they source it, it is not run by itself.

# The oldest compiler that Package.swift's tools version accepts.
readonly minimumSwift=6.3

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root

section() {
  printf '\n== %s\n' "$*" >&2
}

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# usage: prints the comment at the top of the script that was run, and ends it.
usage() {
  sed -n '2,/^[^#]/ { /^#/!q; s/^# \?//p }' "$0"
  exit 0
}

# install_packages NAME...: installs the Debian packages that are missing; says what to run where it may not.
install_packages() {
  local missing=() package
  for package in "$@"; do
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
      missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  command -v apt-get >/dev/null ||
    fail "this system has no apt-get; install what these Debian packages hold by hand: ${missing[*]}"
  local become=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null && sudo -n true 2>/dev/null ||
      fail "these packages are missing: ${missing[*]}." \
        "Run: sudo apt-get update && sudo apt-get install --yes ${missing[*]}"
    become=(sudo)
  fi
  section "Installing ${missing[*]}"
  local environment=(env DEBIAN_FRONTEND=noninteractive)
  quietly "${become[@]}" "${environment[@]}" apt-get update
  quietly "${become[@]}" "${environment[@]}" apt-get install --yes --no-install-recommends "${missing[@]}"
}

# What the toolchain needs of Debian 12, as in the Dockerfile of the image swift:bookworm.
readonly swiftPackages="binutils-gold gcc git libcurl4-openssl-dev libedit-dev libicu-dev libncurses-dev \
libpython3-dev libsqlite3-dev libxml2-dev pkg-config tzdata uuid-dev"

# require_swift: stops, with the way to a compiler, where there is none, one that can't start, or an older one.
require_swift() {
  local source="get $minimumSwift or newer from https://www.swift.org/install/linux/"
  command -v swift >/dev/null || fail "no swift compiler is on PATH; $source"
  local answer version
  if ! answer=$(swift --version 2>&1); then
    printf '%s\n' "$answer" >&2
    fail "$(command -v swift) can't start, for the reason above; if libraries are missing, run:" \
      "sudo apt-get update && sudo apt-get install --yes $swiftPackages"
  fi
  version=$(sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' <<<"$answer")
  [[ $(printf '%s\n' "$minimumSwift" "$version" | sort --version-sort | head -n 1) == "$minimumSwift" ]] ||
    fail "swift ${version:-of unknown version} is too old; $source"
}

# quietly COMMAND...: runs it and shows what it wrote only when it fails.
quietly() {
  local output status=0
  output=$("$@" 2>&1) || status=$?
  ((status)) || return 0
  printf '%s\n' "$output" >&2
  printf '%s: this failed with status %d: %s\n' "$(basename "$0")" "$status" "$*" >&2
  return "$status"
}

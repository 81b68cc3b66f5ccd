# What Scripts/install and Scripts/package share: building the programs and laying out their files. It is sourced after
# common.sh, not run by itself.

readonly products=(croftd croft croft-pool)

# build_programs SCRATCH: builds what is installed, with Swift linked in, and leaves it in SCRATCH.
build_programs() {
  local product
  require_swift
  install_packages libsqlite3-dev libsystemd-dev pkg-config
  section "Building ${products[*]} (the first time takes some minutes)"
  for product in "${products[@]}"; do
    quietly swift build --package-path "$root" --scratch-path "$1" --configuration release --static-swift-stdlib \
      --product "$product"
  done
}

# require_programs SCRATCH: stops where not everything was built.
require_programs() {
  local product
  for product in "${products[@]}"; do
    [[ -x $1/release/$product ]] || fail "$1/release holds no $product; build it first: Scripts/install --build-only"
  done
}

# put MODE SOURCE DESTINATION: copies a file and makes the directories on its way.
put() {
  install -D --no-target-directory --mode="$1" "$2" "$3"
}

# put_configured SOURCE DESTINATION: copies a file of Units, which names what is installed by its path below /usr.
# The prefix holds nothing that sed or systemd would read in another way than cp: see check_prefix.
put_configured() {
  put 644 "$1" "$2"
  sed --in-place "s|/usr/bin/|$prefix/bin/|g; s|/usr/lib/croft/|$prefix/lib/croft/|g" "$2"
}

# put_compressed SOURCE DESTINATION: without name and time, so that the same file gives the same bytes.
put_compressed() {
  put 644 "$1" "$2"
  gzip --best --no-name "$2"
}

# check_prefix: a prefix gets into unit files, where spaces, quotes, % and $ would have a meaning.
check_prefix() {
  [[ $prefix =~ ^(/[A-Za-z0-9._+-]+)+$ ]] ||
    fail "PREFIX is \"$prefix\"; it has to be an absolute path of letters, digits and . _ + - without a last slash"
}

# stage SCRATCH DIRECTORY: lays everything out below DIRECTORY as it will be below /. Reads $prefix.
# Unit files and their like go to where systemd looks for them whatever the prefix is: /usr/lib, and /usr/local/lib.
stage() {
  local binaries=$1/release directory=$2 programs=$2$prefix share=$2$prefix/share systemd=$2/usr/local/lib
  [[ $prefix != /usr ]] || systemd=$2/usr/lib

  put 755 "$binaries/croft" "$programs/bin/croft"
  put 755 "$binaries/croftd" "$programs/bin/croftd"
  put 755 "$binaries/croft-pool" "$programs/lib/croft/croft-pool"
  strip --strip-unneeded --remove-section=.comment --remove-section=.note \
    "$programs/bin/croft" "$programs/bin/croftd" "$programs/lib/croft/croft-pool"

  stage_units "$systemd"
  put 644 "$root/Units/croftd.conf" "$directory/etc/croft/croftd.conf"
  install --directory "$directory/etc/croft/croftd.conf.d"
  stage_manuals "$share/man"
  stage_completions "$binaries" "$share"
}

# stage_units LIBRARY: what systemd reads.
stage_units() {
  local unit
  for unit in "$root"/Units/{system,user}/*; do
    put_configured "$unit" "$1/systemd/${unit#"$root"/Units/}"
  done
  put 644 "$root/Units/croft.preset" "$1/systemd/system-preset/90-croft.preset"
  put 644 "$root/Units/croft.preset" "$1/systemd/user-preset/90-croft.preset"
  put 644 "$root/Units/croft.catalog" "$1/systemd/catalog/croft.catalog"
  put_configured "$root/Units/croft.sysusers" "$1/sysusers.d/croft.conf"
  put_configured "$root/Units/croft.tmpfiles" "$1/tmpfiles.d/croft.conf"
}

# stage_manuals DIRECTORY: each page into its section.
stage_manuals() {
  local page
  for page in "$root"/Units/man/*.[1-8]; do
    put_compressed "$page" "$1/man${page##*.}/$(basename "$page")"
  done
}

# stage_completions BINARIES SHARE: as the commands themselves describe them. Debian's zsh looks into other directories
# for what packages bring than for what was installed by hand.
stage_completions() {
  local command zsh=$2/zsh/site-functions
  [[ $prefix != /usr ]] || zsh=$2/zsh/vendor-completions
  install --directory "$2/bash-completion/completions" "$zsh" "$2/fish/vendor_completions.d"
  for command in croft croftd; do
    # It is read by the user's shell, not run, so it needs no interpreter's name.
    "$1/$command" --generate-completion-script bash | sed '1{/^#!/d}' >"$2/bash-completion/completions/$command"
    "$1/$command" --generate-completion-script zsh >"$zsh/_$command"
    "$1/$command" --generate-completion-script fish >"$2/fish/vendor_completions.d/$command.fish"
  done
}

# What the guest gets on its second disk: the package, the tests, and the programs that they run; Tests/VM/run
# sources this file.

# make_payload DIRECTORY SCRATCH POINT...: builds all of it in SCRATCH and makes DIRECTORY/payload.ext4.
make_payload() {
  local directory=$1/payload scratch=$2 program
  shift 2
  rm -rf "$directory"
  mkdir -p "$directory/programs"

  section "Building the package"
  quietly Scripts/package --scratch-path "$scratch" --output "$directory"
  mv "$directory"/croft_*.deb "$directory/croft.deb"
  make_upgrade "$directory/croft.deb" "$directory/croft-upgrade.deb"

  section "Building the programs that the tests run"
  local build=(swift build --configuration release --static-swift-stdlib --scratch-path "$scratch")
  for program in trialjobs wordcount; do
    quietly "${build[@]}" --product "$program"
    strip -o "$directory/programs/$program" "$("${build[@]}" --show-bin-path)/$program"
  done

  cp -r Tests/VM/guest README.md "$directory/"
  echo "$*" >"$directory/points"
  disk_of "$directory" "$directory.ext4"
  rm -rf "$directory"
}

# make_upgrade PACKAGE UPGRADE: the same package with a higher version.
make_upgrade() {
  local tree
  tree=$(mktemp --directory --tmpdir croft-vm-package-XXXXXX)
  quietly dpkg-deb --raw-extract "$1" "$tree"
  sed -i 's/^Version: .*/&+upgraded/' "$tree/DEBIAN/control"
  # It is installed once: it has to be packed quickly rather than well.
  quietly dpkg-deb --root-owner-group -Zgzip -z1 --build "$tree" "$2"
  rm -rf "$tree"
}

# disk_of DIRECTORY FILE: a file system with what is in the directory, and a little room for its own data.
disk_of() {
  local kibibytes
  kibibytes=$(du --summarize --block-size=1K "$1" | cut -f 1)
  rm -f "$2"
  quietly mke2fs -q -t ext4 -L croft-tests -O ^has_journal -d "$1" "$2" "$((kibibytes * 5 / 4 + 4096))k"
}

# The Debian system that every run starts from; Tests/VM/run sources this file.
#
# It is made once and kept: its name holds a digest of this file, so that a change here makes a new one.

readonly suite=bookworm
readonly mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
# What the package depends on is in here too: the guest has no network to fetch it by.
readonly imagePackages=(
  adduser dbus e2fsprogs libpam-systemd libsqlite3-0 libstdc++6 libsystemd0 linux-image-cloud-amd64 procps python3 sudo
  systemd systemd-sysv udev)
# The file is sparse; the guest never writes more than scratch files of a few hundred mebibytes.
readonly imageSize=4G

# base_image DIRECTORY: makes the image in DIRECTORY unless it is there, and prints its path without the extension:
# .ext4 is the disk, .vmlinuz and .initrd are its kernel.
base_image() {
  local digest base
  digest=$(sha256sum "${BASH_SOURCE[0]}" | cut -c 1-16)
  base=$1/base-$digest
  if [[ ! -e $base.ext4 ]]; then
    section "Making the image of Debian $suite (kept in $1)"
    mkdir -p "$1"
    find "$1" -maxdepth 1 -name 'base-*' -delete
    quietly as_root bash -c 'source "$1"; source "$2"; make_image "$3"' - "$root/Scripts/common.sh" \
      "${BASH_SOURCE[0]}" "$base" || return
  fi
  printf '%s\n' "$base"
}

# make_image BASE: runs as root, since the tree is made of root's files.
make_image() (
  set -euo pipefail
  umask 022
  tree=$(mktemp --directory --tmpdir croft-vm-tree-XXXXXX)
  trap 'rm -rf --one-file-system "$tree"' EXIT
  chmod 755 "$tree"
  include=$(IFS=,; echo "${imagePackages[*]}")
  debootstrap --variant=minbase --include="$include" "$suite" "$tree" "$mirror"
  settle_image "$tree"
  cp "$tree"/boot/vmlinuz-* "$1.vmlinuz"
  cp "$tree"/boot/initrd.img-* "$1.initrd"
  rm -rf "${tree:?}"/boot/* "$tree"/var/cache/apt/archives/*.deb "$tree"/var/lib/apt/lists/*
  mke2fs -q -t ext4 -d "$tree" "$1.new" "$imageSize"
  chmod a+r "$1".*
  mv "$1.new" "$1.ext4"
)

# settle_image TREE: makes a guest of it that tests itself when it boots.
settle_image() {
  local tree=$1 user
  echo croft-vm >"$tree/etc/hostname"
  printf '127.0.0.1 localhost croft-vm\n' >"$tree/etc/hosts"
  printf '%s\n' '/dev/vda / ext4 defaults 0 1' 'LABEL=croft-tests /mnt ext4 ro 0 0' >"$tree/etc/fstab"
  : >"$tree/etc/machine-id"
  # A journal that outlives the reboot, to be looked at when something went wrong.
  mkdir -p "$tree/var/log/journal"
  for user in alice bob carol; do
    chroot "$tree" useradd --create-home --shell /bin/bash "$user"
  done
  # Who follows the README is an administrator.
  echo 'alice ALL=(ALL) NOPASSWD: ALL' >"$tree/etc/sudoers.d/croft-vm"
  # No driver but these is needed to find the root directory, and a small initrd is unpacked sooner.
  printf 'MODULES=list\nCOMPRESS=gzip\n' >"$tree/etc/initramfs-tools/conf.d/croft-vm"
  printf 'virtio_pci\nvirtio_blk\next4\n' >>"$tree/etc/initramfs-tools/modules"
  chroot "$tree" update-initramfs -u
  # Nobody logs in, and what Debian does daily would come in the middle of a test.
  chroot "$tree" systemctl mask serial-getty@ttyS0.service getty@tty1.service apt-daily.timer apt-daily-upgrade.timer \
    dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer systemd-tmpfiles-clean.timer
  cat >"$tree/etc/systemd/system/vm-tests.service" <<'UNIT'
[Unit]
Description=Tests of Croft, as installed
RequiresMountsFor=/mnt
FailureAction=poweroff-force

[Service]
Type=exec
ExecStart=/usr/bin/python3 -B /mnt/guest/main.py
OOMScoreAdjust=-1000

[Install]
WantedBy=multi-user.target
UNIT
  chroot "$tree" systemctl enable vm-tests.service
}

# as_root COMMAND...
as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

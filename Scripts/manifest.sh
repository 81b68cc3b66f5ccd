# Which files an installation consists of, for Scripts/install and Scripts/uninstall. It is sourced after common.sh,
# not run by itself.
#
# The manifest is a file of the installation. A line is a file's SHA-256, two spaces and its path below DESTDIR, as
# sha256sum writes them; or "directory" in place of the sum, for a directory that wasn't there before. Lines are added
# before what they name is made, so that what an installation that breaks off leaves behind is known, too.

# Nobody's edits to it get lost.
readonly configuration=etc/croft/croftd.conf

# manifest: its path; reads $destination and $prefix.
manifest() {
  printf '%s' "$destination$prefix/lib/croft/manifest"
}

# listed_sum PATH: what the sum of a file was when it was installed, or nothing. Where an installation has added
# another line, the first is of what was there.
listed_sum() {
  [[ ! -e $(manifest) ]] || awk -v path="$1" '$2 == path { print $1; exit }' "$(manifest)"
}

# sum FILE
sum() {
  sha256sum <"$1" | cut --delimiter=' ' --fields=1
}

# was_changed PATH: whether somebody edited the installed file.
was_changed() {
  local listed
  listed=$(listed_sum "$1")
  [[ -e $destination/$1 && $(sum "$destination/$1") != "$listed" ]]
}

# install_staged STAGING: copies everything below STAGING to $destination, removes what an earlier installation had
# and this one hasn't, and writes the manifest.
install_staged() {
  local staging=$1 path lines=() directories=()
  [[ ! -e $(manifest) ]] || mapfile -t lines < <(grep '^directory  ' "$(manifest)" || true)
  mapfile -t directories < <(cd "$staging" && find . -mindepth 1 -type d -printf '%P\n' | LC_ALL=C sort)
  for path in "${directories[@]}"; do
    [[ -d $destination/$path ]] || lines+=("directory  $path")
  done
  mkdir --parents "$(dirname "$(manifest)")"
  printf '%s\n' "${lines[@]}" >>"$(manifest)"
  for path in "${directories[@]}"; do
    [[ -d $destination/$path ]] || mkdir "$destination/$path"
  done
  while IFS= read -r path; do
    lines+=("$(sum "$staging/$path")  $path")
    printf '%s\n' "${lines[-1]}" >>"$(manifest)"
    install_file "$staging" "$path"
  done < <(cd "$staging" && find . -type f -printf '%P\n' | LC_ALL=C sort)
  remove_left_over
  printf '%s\n' "${lines[@]}" >"$(manifest).new"
  mv --no-target-directory "$(manifest).new" "$(manifest)"
}

# install_file STAGING PATH: by renaming, so that a program that runs isn't written to.
install_file() {
  local source=$1/$2 target=$destination/$2
  if [[ $2 == "$configuration" ]] && was_changed "$2" && ! cmp --silent "$source" "$target"; then
    section "Leaving $target as it was changed; the new default is in $target.default"
    target=$target.default
  fi
  cp --preserve=mode --no-target-directory "$source" "$target.new"
  mv --no-target-directory "$target.new" "$target"
}

# remove_left_over: what the manifest of an earlier installation lists and $lines doesn't.
remove_left_over() {
  local path
  [[ -e $(manifest) ]] || return 0
  while IFS= read -r path; do
    rm --force "$destination/$path"
  done < <(comm -23 <(listed_files <"$(manifest)") <(printf '%s\n' "${lines[@]}" | listed_files))
}

# listed_files: the files in the manifest that comes in, one a line, sorted.
listed_files() {
  sed -n '/^directory  /d; s/^[0-9a-f]*  //p' | LC_ALL=C sort --unique
}

# listed_directories: the directories in the manifest that comes in, one a line, what is deepest first.
listed_directories() {
  sed -n 's/^directory  //p' | LC_ALL=C sort --reverse --unique
}

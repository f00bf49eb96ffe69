# Functions for the shells that clean up after containers, come what may.

# each_cgroup_mount COMMAND...: runs the command with the mount point of every hierarchy.
each_cgroup_mount() {
  while read -r _ point kind _; do
    case $kind in
      cgroup | cgroup2) "$@" "$point" || return ;;
    esac
  done </proc/self/mounts
}

# remove_cgroup PATH: the processes in it and below, the groups, and parents that become empty.
remove_cgroup() {
  each_cgroup_mount remove_cgroup_at "$1"
}

remove_cgroup_at() {
  path=$1 group=$2$1 tries=0
  while [ -d "$group" ]; do
    [ $tries -lt 200 ] || return
    tries=$((tries + 1))
    find "$group" -name cgroup.procs -exec cat {} + 2>/dev/null | xargs -r kill -9 2>/dev/null
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && break
    sleep 0.05
  done
  remove_empty_at "$(dirname "$path")" "$2"
}

# remove_empty_cgroup PATH: the group and its parents as far as they are empty.
remove_empty_cgroup() {
  each_cgroup_mount remove_empty_at "$1"
}

remove_empty_at() {
  empty=$1
  while [ "$empty" != / ]; do
    [ ! -d "$2$empty" ] || rmdir "$2$empty" 2>/dev/null || break
    empty=$(dirname "$empty")
  done
}

# gone PID...: waits until none of them runs. Zombies, which others have to collect, count as gone:
# they no longer have an executable.
gone() {
  for pid; do
    tries=0
    while readlink "/proc/$pid/exe" >/dev/null; do
      [ $tries -lt 200 ] || return
      tries=$((tries + 1))
      sleep 0.05
    done
  done
}

# unmount_below DIRECTORY: what is mounted below it, the innermost first.
unmount_below() {
  while read -r _ point _; do
    case $point in "$1"/*) echo "$point" ;; esac
  done </proc/self/mounts | sort -r | while read -r point; do umount "$point" || return; done
}

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
  while path=$(dirname "$path") && [ "$path" != / ] && rmdir "$2$path" 2>/dev/null; do :; done
  return 0
}

# gone PID...: waits until none of the processes is left.
gone() {
  for pid; do
    tries=0
    while [ -d "/proc/$pid" ]; do
      [ $tries -lt 200 ] || return
      tries=$((tries + 1))
      sleep 0.05
    done
  done
}

# A group of LXC's own, through which its monitors of all containers pass when they end.
remove_pivot() {
  rmdir "$1/lxc.pivot" 2>/dev/null
  return 0
}

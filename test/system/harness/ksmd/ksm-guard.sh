# Functions of the shell that guards the kernel's KSM parameters while tests change them.
# One holder on the whole machine: the lock is the kernel's (flock), so it ends with its holder.

ksm=/sys/kernel/mm/ksm
lock=/run/ksmtop-test.lock

# hold WHO: waits for the lock, then remembers every writable parameter.
hold() {
  exec 9>>"$lock" || return
  flock 9 || return
  echo "$1" >"$lock"
  cd "$ksm" || return
  saved=$(find . -type f -perm -u=w -printf '%f\n' | while read -r name; do
    echo "$name $(sed 's/.*\[\(.*\)\].*/\1/' "$name")"
  done)
}

# unmerge: takes every merged page apart, which also sets the counters to zero.
unmerge() {
  echo 2 >run || return
  tries=0
  # A process that is just dying keeps its pages for a moment.
  until [ "$(cat pages_shared)" = 0 ]; do
    tries=$((tries + 1))
    [ $tries -lt 200 ] || return
    sleep 0.05
  done
}

# put_back: what `hold` remembered. The order matters: merged pages forbid some changes, and a
# change of the advisor rewrites pages_to_scan, which it then owns.
put_back() {
  result=0
  : >"$lock"
  unmerge || result=1
  for wanted in advisor_mode others run; do
    while read -r name value; do
      case $name in
        advisor_mode | run) order=$name ;;
        *) order=others ;;
      esac
      [ $order = $wanted ] || continue
      # Writing the value that is there already is not needed, and with an advisor refused.
      [ "$(sed 's/.*\[\(.*\)\].*/\1/' "$name")" = "$value" ] || echo "$value" >"$name" || result=1
    done <<END
$saved
END
  done
  return $result
}

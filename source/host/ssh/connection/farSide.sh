# ksmtop's far side: sends the files that ksmtop requests, and sets KSM's parameters. It ends when
# the connection does, after the writes that it promised for that, and creates no files.
#
# A secret separates any two files: `environ` of the shell above this one, which only this user can
# read, and which got the secret only for this. So a single `cat` sends thousands of files, and no
# file can pretend to be another. What this shell itself says begins with the same secret.
#
# Requests are lines of words separated by tabs. They are data: nothing here evaluates them, and a
# path begins with a slash. No request is sent before the answer to the one before it has begun.

PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin
LC_ALL=C
export PATH LC_ALL
set -f
tab=$(printf '\t.') tab=${tab%.}
newline='
'
IFS=$newline
read -r secret
cd "/proc/$1" || exit

say() {
  echo "$secret:$*"
}

# What is requested besides whole files, one answer after the other.
answer_asks() {
  for ask in $asks; do
    IFS=$tab
    set -- $ask
    IFS=$newline
    what=$1
    shift
    say "$what"
    case $what in
    list) ls -A "$1/" 2>&1 ;;
    links) ls -nd "$@" 2>&1 ;;
    # `environ` precedes each file.
    start)
      limit=$1
      shift
      head -q -c "$limit" "$@" 2>&1
      ;;
    # Opens it for appending, and writes nothing.
    writable) if [ -e "$1" ]; then (: >>"$1") 2>&1; else ls -nd "$1" 2>&1; fi ;;
    esac
  done
  say files
}

# Sets a parameter in a process of its own: the kernel takes its time, and while it unmerges, an
# out-of-memory kill hits the writer first. It continues when the connection drops. $4, if given, is
# the file that counts such kills: it distinguishes the kernel's SIGKILL from a user's.
set_parameter() {
  trap '' HUP INT TERM PIPE
  kills=${4:+$(oom_kills "$4")}
  if [ -e "$2" ]; then
    said=$( (echo "$3" | cat >"$2") 2>&1)
  else
    said=$(ls -nd "$2" 2>&1)
  fi
  status=$?
  if [ "$status" = 137 ] && [ -n "$kills" ] && [ "$kills" = "$(oom_kills "$4")" ]; then
    status=130
  fi
  say "wrote$tab$1$tab$status$tab"$said
}

# Since Linux 4.13.
oom_kills() {
  for line in $(cat "$1" 2>/dev/null); do
    case $line in "oom_kill "*) echo "${line#* }" ;; esac
  done
}

# Does the writes promised for the end of the connection: for each file, the value until then and the
# value after it. A value that another program has set by then is kept.
keep_promise() {
  trap '' HUP INT TERM PIPE
  IFS=$tab
  set -- $promise
  IFS=$newline
  while [ $# -ge 3 ]; do
    case $(cat "$1") in
    "$2" | *"[$2]"*) echo "$3" | cat >"$1" ;;
    esac
    shift 3
  done
} 2>/dev/null

# Sets `state` to that of the process that sends files; empty when it has ended: no other process has
# this shell as its parent.
look_at_job() {
  state=
  if [ -n "$job" ] && read -r stat 2>/dev/null <"/proc/$job/stat"; then
    case $stat in
    "$job ("*") "[A-Z]" $$ "*)
      state=${stat##*) }
      state=${state%% *}
      ;;
    esac
  fi
}

end_job() {
  look_at_job
  # By now it may have ended.
  if [ -n "$state" ]; then
    IFS=' '
    # With the `head` or `ls` that it waits for, which may be what hangs.
    kill -9 "$job" $(cat "/proc/$job/task/$job/children")
    IFS=$newline
  fi 2>/dev/null
  job=
}

say hello
cat environ
say "ready$tab$1$tab$(date +%s)"

# The process that sends files.
job=
# What to write when the connection has ended.
promise=
while read -r request; do
  case $request in
  read)
    asks=
    while read -r line && [ "$line" != files ]; do asks=$asks$line$newline; done
    # In one go: `read` takes a system call per letter.
    files=$(head -n 1)
    [ -z "$job" ] || wait "$job"
    IFS=$tab
    if [ -z "$asks" ]; then
      cat $files 2>&1 </dev/null &
    else
      (
        IFS=$newline
        answer_asks
        IFS=$tab
        exec cat $files
      ) 2>&1 </dev/null &
    fi
    job=$!
    IFS=$newline
    ;;
  # A file hangs; what was sent before it is complete. A process that only waits for a busy
  # processor is left alone.
  drop)
    look_at_job
    if [ "$state" = R ]; then
      say working
    else
      end_job
      say dropped
    fi
    ;;
  # Enough of the answer has come.
  stop)
    end_job
    say dropped
    ;;
  promise*)
    promise=${request#promise}
    # A signal that ends the session must not end this shell before that.
    trap '' HUP INT TERM
    ;;
  write*)
    IFS=$tab
    set -- $request
    IFS=$newline
    case $4 in
    '' | *[!0-9a-z-]*) say "wrote$tab$2${tab}1${tab}Invalid argument" ;;
    *) set_parameter "$2" "$3" "$4" "${5-}" & ;;
    esac
    ;;
  esac
done
keep_promise
end_job

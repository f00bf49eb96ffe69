# ksmtop's far side: hands out the files that the other end of this line asks for, and sets KSM's
# parameters. It ends when the line does, once it has kept a promise, and writes no file of its own.
#
# Between any two files stands a secret: `environ` of the shell above this one, which nobody but
# this user can read, and which was told the secret for that alone. So one `cat` hands out
# thousands of files, and none of them can pretend to be another. What the shell itself says
# begins with the same secret.
#
# Requests are lines of words with tabs between them. They are data: nothing here evaluates them,
# and a path begins with a slash. Until a request is being answered, no other one is sent.

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

# What is asked for beside whole files, one answer after the other.
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
    # `environ` stands before each file.
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

# Sets a parameter, in a process of its own: the kernel takes its time, and to unmerge takes the
# writer for the cause of any lack of memory. It goes on when the line drops. $4, if there is one,
# counts the processes killed for want of memory: it tells the kernel's SIGKILL from somebody's.
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

# There since 4.13.
oom_kills() {
  for line in $(cat "$1" 2>/dev/null); do
    case $line in "oom_kill "*) echo "${line#* }" ;; esac
  done
}

# Writes what was promised for the end of the line: files, what each holds until then, and is to hold
# after. What another program has set by then is left to it.
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

# Sets `state` to that of the process that is handing out files; to nothing when it has ended: no
# other process has this shell as its parent.
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
  [ -z "$state" ] || kill -9 "$job" 2>/dev/null
  job=
}

say hello
cat environ
say "ready$tab$1$tab$(date +%s)"

# The process that is handing out files.
job=
# What is to be written when the line has ended.
promise=
while read -r request; do
  case $request in
  read)
    asks=
    while read -r line && [ "$line" != files ]; do asks=$asks$line$newline; done
    # All at once, where `read` takes a system call for each letter.
    files=$(head -n 1)
    [ -z "$job" ] || wait "$job"
    IFS=$tab
    if [ -z "$asks" ]; then
      cat $files 2>&1 </dev/null &
    else
      (IFS=$newline && answer_asks) | cat - $files 2>&1 &
    fi
    job=$!
    IFS=$newline
    ;;
  # One file does not answer: what was handed out before is complete. Who waits for no more than
  # its turn on a busy processor is left alone.
  drop)
    look_at_job
    if [ "$state" = R ]; then
      say working
    else
      end_job
      say dropped
    fi
    ;;
  # Enough has come of it.
  stop)
    end_job
    say dropped
    ;;
  promise*)
    promise=${request#promise}
    # What ends the session must not end it before.
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

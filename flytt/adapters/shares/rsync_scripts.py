"""What hosts' own shells do around rsync: keys, the lock, unfinished files, and ending when nobody watches.

All of it is `sh` and coreutils. The first argument is the job: letters, digits and dashes, for file names.
"""

from flytt.adapters.shares.order import BESIDE

HOME = "$HOME/.flytt-share"

PREPARE = f"""
umask 077
state="{HOME}/$1"
mkdir -p "$state" && cd "$state" || exit 74
rm -f key key.pub
ssh-keygen -q -t ed25519 -N '' -C "flytt-share $1" -f key </dev/null &
making=$!
printf '%s' "$2" >config && printf '%s' "$3" >known && cat >again || exit 74
shift 3
"$@" </dev/null 2>&1 | sed -n '/^flytt-server /{{ s/^flytt-server [^ ]* /server=/p; q; }}'
wait "$making" && read -r kind key rest <key.pub || exit 74
echo "key=$kind $key"
"""
"""Makes a key that never leaves the host, and lets rsync itself say what it would run on the other one."""

KEYS = """
keys="$HOME/.ssh/authorized_keys"
[ -d "$HOME/.ssh" ] || mkdir -p "$HOME/.ssh" || exit 74
if [ -L "$keys" ] || [ -L "$HOME/.ssh" ]; then keys=$(readlink -f "$keys" 2>/dev/null || echo "$keys"); fi
exec 8>"$HOME/.ssh/.flytt-lock"
flock -w 60 8 2>/dev/null
new="$keys.flytt.$$"
if [ -e "$keys" ]; then cp -p "$keys" "$new" || exit 74; fi
# 1: no other line is left. Above it, something was not written: the list stays as it was.
without() { [ ! -e "$keys" ] || grep -v " flytt-share $1\\$" "$keys" || [ $? -eq 1 ]; }
"""

AUTHORIZE = rf"""
umask 077
state="{HOME}/$1"
mkdir -p "$state" && cat >"$state/serve" || exit 74
{KEYS}
ends=$(date -d '+1 hour' +%Y%m%d%H%M 2>/dev/null)
ends=${{ends:+expiry-time=\"$ends\",}}
runs="exec sh \\\"\$HOME/.flytt-share/$1/serve\\\""
line="restrict,${{ends}}command=\"$runs\" $2 flytt-share $1"
{{ without "$1" && printf '%s\n' "$line"; }} >"$new" && mv -f "$new" "$keys"
"""
"""Lets that key in, to run one script and nothing else, and to sign in within an hour or never."""

REMOVE = f"""
umask 077
rm -f "{HOME}/$1/serve" "{HOME}/$1/key" "{HOME}/$1/key.pub" "{HOME}/$1/config" "{HOME}/$1/known" \\
  "{HOME}/$1/again" "{HOME}/$1/time" "{HOME}/$1/"left-* "{HOME}/$1/"told*
rmdir "{HOME}/$1" 2>/dev/null
grep -q " flytt-share $1\\$" "$HOME/.ssh/authorized_keys" 2>/dev/null || exit 0
{KEYS}
without "$1" >"$new" && mv -f "$new" "$keys"
"""

MAKE = """
make() { why=$(mkdir -p -- "$@" 2>&1) || { echo "flytt: cannot be made: ${why##*: }" >&2; exit 74; }; }
"""
"""Makes the target's folders, or says why not. Without the path: what is said is shown with the place."""

TARGET = f"""
beside="$root/{BESIDE}"
umask 077
{MAKE}
mkdir -p "$state" || exit 74
exec 9>>"$lock"
flock -w "${{FLYTT_LOCK_SECONDS:-110}}" 9 || {{ echo 'flytt: another mover writes there' >&2; exit 75; }}
make "$root" "$beside/partial"
for left in "$beside"/partial-*/* "$beside"/partial-*/.[!.]*; do
  [ ! -f "$left" ] || mv -f -- "$left" "$beside/partial/${{left##*/}}"
done
for left in "$beside"/*.?????? "$beside"/.[!.]*.?????? \\
  "$beside"/unfinished*/*.?????? "$beside"/unfinished*/.[!.]*.??????; do
  [ -f "$left" ] || continue
  name=${{left##*/}}
  mv -f -- "$left" "$beside/partial/${{name%.??????}}"
done
after() {{
  case $1 in 0 | 23 | 24 | 25)
    touch -r "$root" "$state/time"
    rm -rf "$beside"
    touch -r "$state/time" "$root"
    rm -f "$state/time" ;;
  esac
  [ "$durable" != yes ] || sync -f "$root" 2>/dev/null || sync
}}
umask 022
"""
"""One mover at a time. What a killed one left behind is taken up: rsync reads it as the beginning."""

STREAM = """
mkdir -p "$state" || exit 74
exec 9>>"$lock"
flock -s -w "${FLYTT_LOCK_SECONDS:-110}" 9 || { echo 'flytt: another mover writes there' >&2; exit 75; }
after() { :; }
umask 022
"""
"""One of several streams of one copy. They share the lock with whoever holds it for all of them (`HOLD`)."""

HOLD = f"""
lock="{HOME}/$1" root=$2 beside="$2/{BESIDE}"
umask 077
mkdir -p "{HOME}" || exit 74
exec 8>>"$lock.streams" 9>>"$lock"
for fd in 8 9; do
  flock -w "${{FLYTT_LOCK_SECONDS:-110}}" $fd || {{ echo 'flytt: another mover writes there' >&2; exit 75; }}
done
flock -s 9
{MAKE}
make "$root" "$beside"
k=0
while [ $((k += 1)) -le "$3" ]; do
  mkdir -p "$beside/unfinished-$k" "$beside/partial-$k" || exit 74
  for left in "$beside/unfinished-$k"/*.?????? "$beside/unfinished-$k"/.[!.]*.??????; do
    [ -f "$left" ] || continue
    name=${{left##*/}}
    mv -f -- "$left" "$beside/partial-$k/${{name%.??????}}"
  done
done
echo "$4" >"$beside/streams"
echo flytt-held
while [ -n "$(timeout --foreground 90 head -c 1)" ]; do :; done
"""
"""Keeps all others out while streams write: a single mover by sharing the lock, other streams by `.streams`.

Who wants the lock for streams waits until all who share it have ended, also those whose Flytt is gone. Each
stream has a place of its own for what is unfinished: two files of one name must never be one there.
"""

NUMBER = """
k=${SSH_ORIGINAL_COMMAND##*flytt-stream-}
k=${k%%[!0-9]*}
[ -n "$k" ] || exit 74
"""
"""Which stream asks. Of what the other host says only these digits are read."""

SERVE = """
cd "$HOME" || exit 74
{number}
{target}
{command}
status=$?
{after}
exit $status
"""
"""What the key runs on the other host: words from rsync on the driving host, paths from Flytt."""

MOVE = f"""
state="{HOME}/$1" root=$2 lock="{HOME}/$3" driver_writes=$4 durable=$5 said=left$6 stream=$6
thin=$7 told=told$6
mkdir -p "$state" && cd "$state" || exit 74
shift 7
exec 3<&0 </dev/null
( while [ -n "$(timeout --foreground 90 head -c 1 <&3)" ]; do :; done
  trap '' TERM; kill -s TERM 0; sleep 15; kill -s KILL 0 ) >/dev/null 2>&1 &
( while sleep 20; do printf '\\r'; done ) 3<&- &
trap 's=$?; trap "" TERM; kill -s TERM 0; exit $s' EXIT
trap 'exit 143' TERM
if [ "$driver_writes" = yes ] && [ -n "$stream" ]; then
{STREAM}
elif [ "$driver_writes" = yes ]; then
{TARGET}
fi
trap : TERM
rm -f "$told"
mkfifo "$told" || exit 74
( trap '' TERM; python3 -I -S -c "$thin" || cat ) <"$told" 2>/dev/null 3<&- 9>&- &
thinning=$!
"$@" >"$told" 2>"$said" 3<&-
status=$?
trap '' TERM
wait "$thinning"
if [ "$driver_writes" = yes ]; then after "$status"; fi
echo
if ! [ -s "$said" ]; then rm -f "$told" "$said"; exit "$status"; fi
rm -f "$told"
tell() {{ echo "flytt-left $1 $(grep -Ec "$2" "$said")"; }}
tell denied '\\(13\\)$|\\(1\\)$'
tell vanished '^(file|directory) has vanished|\\(2\\)$'
tell full 'No space left on device \\(28\\)|\\(122\\)$|\\(27\\)$'
tell all '^rsync: |^(file|directory) has vanished|^WARNING: |^could not make way '
grep -E '^(ssh: |flytt: |rsync error: |Host key |kex_|Connection |[^" ]*: Permission denied \\()' "$said" |
  head -20 | sed 's/^/flytt-said /'
case $status in 0 | 23 | 24 | 25) echo "flytt-listed $state/$said" ;; *) rm -f "$said" ;; esac
exit "$status"
"""
"""Runs rsync and reports without names. When Flytt is silent for 90 seconds, or gone, everything ends.

What was left out is listed on the host for people to read, unless the copy broke off: then it lists anew.
However it ends, also before rsync has begun, what listens and beats beside it ends too: while they live, its
output is open, and whoever reads it would wait for ever. rsync tells its progress with every file: what goes
through `agent/thin.py` is the newest, now and then.
"""
